//! Made-up wheels, and the little of the ZIP format that they need.

/// A wheel of a given size for any Python on any platform.
#[derive(Debug, Clone)]
pub struct Wheel {
    name: String,
    version: String,
    payload: usize,
    requires: Vec<String>,
}

impl Wheel {
    /// An empty wheel. The name is a normalized one: lower-case letters, digits and `-`.
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            payload: 0,
            requires: Vec::new(),
        }
    }

    /// Adds this many bytes that do not compress, the same ones each time for this name and version.
    #[must_use]
    pub fn payload(mut self, bytes: usize) -> Self {
        self.payload = bytes;
        self
    }

    /// Adds a dependency, such as `beta>=1`.
    #[must_use]
    pub fn requires(mut self, requirement: impl Into<String>) -> Self {
        self.requires.push(requirement.into());
        self
    }

    /// The distribution's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The distribution's version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The name of the module that it installs, which holds `version` and the payload beside it.
    pub fn module(&self) -> String {
        self.name.replace('-', "_")
    }

    /// `name-version-py3-none-any.whl`.
    pub fn file_name(&self) -> String {
        format!("{}-{}-py3-none-any.whl", self.module(), self.version)
    }

    /// The path on the index: `/files/name-version-py3-none-any.whl`.
    pub fn path(&self) -> String {
        format!("/files/{}", self.file_name())
    }

    /// The size of the file.
    pub fn len(&self) -> u64 {
        self.bytes().len() as u64
    }

    /// Its `METADATA`.
    pub fn metadata(&self) -> String {
        let Self { name, version, .. } = self;
        let requires = self
            .requires
            .iter()
            .map(|other| format!("Requires-Dist: {other}\n"))
            .collect::<Vec<_>>()
            .concat();
        format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}")
    }

    /// The file itself.
    pub fn bytes(&self) -> Vec<u8> {
        let module = self.module();
        let info = format!("{module}-{}.dist-info", self.version);
        let mut files = vec![
            (format!("{module}/__init__.py"), format!("version = \"{}\"\n", self.version).into_bytes()),
            (format!("{module}/payload.bin"), noise(&self.file_name(), self.payload)),
            (format!("{info}/METADATA"), self.metadata().into_bytes()),
            (
                format!("{info}/WHEEL"),
                b"Wheel-Version: 1.0\nGenerator: dockerkit-tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n".to_vec(),
            ),
        ];
        // Hashes may be left out, and no installer checks them; the list of files is what uninstalling reads.
        let mut record = files
            .iter()
            .map(|(name, _)| format!("{name},,\n"))
            .collect::<Vec<_>>();
        record.push(format!("{info}/RECORD,,\n"));
        files.push((format!("{info}/RECORD"), record.concat().into_bytes()));
        zip(&files)
    }
}

/// Bytes that do not compress, from a seed: splitmix64.
fn noise(seed: &str, length: usize) -> Vec<u8> {
    let mut state = u64::from(crc32(seed.as_bytes())) << 32 | seed.len() as u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bytes.extend_from_slice(&(word ^ (word >> 31)).to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// An archive of stored files (APPNOTE 4.3): local headers and contents, the central directory, its end.
fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in files {
        let offset = size(archive.len());
        // Version 2.0, UTF-8 names, stored, 1980-01-01 00:00.
        let mut common = Vec::new();
        for half in [20_u16, 0x0800, 0, 0, 0x0021] {
            common.extend_from_slice(&half.to_le_bytes());
        }
        for word in [
            crc32(content),
            size(content.len()),
            size(content.len()),
            size(name.len()),
        ] {
            common.extend_from_slice(&word.to_le_bytes());
        }

        // The last word above is two halves: the name's length and that of no extra field.
        archive.extend_from_slice(b"PK\x03\x04");
        archive.extend_from_slice(&common);
        archive.extend_from_slice(name.as_bytes());
        archive.extend_from_slice(content);

        // Made by Unix; then comment, disk and internal attributes: none; then a regular file, 0644; then where it is.
        directory.extend_from_slice(b"PK\x01\x02");
        directory.extend_from_slice(&0x0314_u16.to_le_bytes());
        directory.extend_from_slice(&common);
        directory.extend_from_slice(&[0; 6]);
        directory.extend_from_slice(&(0o100_644_u32 << 16).to_le_bytes());
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let (count, start, length) = (
        size(files.len()),
        size(archive.len()),
        size(directory.len()),
    );
    archive.extend_from_slice(&directory);
    archive.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    archive.extend_from_slice(&(count | count << 16).to_le_bytes());
    archive.extend_from_slice(&length.to_le_bytes());
    archive.extend_from_slice(&start.to_le_bytes());
    archive.extend_from_slice(&[0; 2]);
    archive
}

fn size(length: usize) -> u32 {
    u32::try_from(length).expect("these archives stay below 4 GiB")
}

/// The CRC that ZIP wants.
fn crc32(bytes: &[u8]) -> u32 {
    let mut table = [0; 256];
    for (first, entry) in (0..).zip(&mut table) {
        *entry = (0..8).fold(first, |value: u32, _| {
            value >> 1 ^ if value & 1 == 1 { 0xedb8_8320 } else { 0 }
        });
    }
    !bytes.iter().fold(!0, |crc: u32, byte| {
        crc >> 8 ^ table[usize::from(crc.to_le_bytes()[0] ^ byte)]
    })
}
