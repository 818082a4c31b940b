"""Makes a package registry of made-up packages: files in a directory, and a list of them.

    make.py FORMAT DIRECTORY URL NAME=BYTES...

Each package holds its version, that many bytes that do not compress (the same each time), and a check of them. The
list, DIRECTORY/manifest, has a line for each file: kind, media type and path, with tabs between.
"""

import base64
import gzip
import hashlib
import io
import json
import pathlib
import sys
import tarfile
import zipfile
import zlib

VERSION = "1.0.0"
PAGE, METADATA, PACKAGE = "page", "metadata", "package"
TEXT, JSON, BYTES = "text/plain; charset=utf-8", "application/json", "application/octet-stream"


def payload(name, size):
    return hashlib.shake_256(name.encode()).digest(size)


def sha(kind, data):
    return hashlib.new(kind, data).hexdigest()


def tar(files, compress=True):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, data in files.items():
            if isinstance(data, str):
                data = data.encode()
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode, entry.mtime = len(data), 0o644, 1_600_000_000
            if path.endswith("/"):
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(entry, io.BytesIO(data))
    return gzip.compress(out.getvalue(), 1, mtime=0) if compress else out.getvalue()


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0))
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def identifier(name):
    return name.replace("-", "_")


def pypi(packages, url):
    """The simple index of Python: wheels, with their hashes and with their metadata apart (PEP 503 and 658)."""
    for name, data in packages.items():
        module = identifier(name)
        info = f"{module}-{VERSION}.dist-info"
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {VERSION}\n"
        files = {
            f"{module}/__init__.py": "import hashlib, pathlib\n"
            "data = (pathlib.Path(__file__).parent / 'payload.bin').read_bytes()\n"
            f"assert hashlib.sha256(data).hexdigest() == '{sha('sha256', data)}', __name__\n",
            f"{module}/payload.bin": data,
            f"{info}/METADATA": metadata,
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: dockerkit-tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
        wheel = zipped(files)
        path = f"/files/{module}-{VERSION}-py3-none-any.whl"
        hashed = f"sha256={sha('sha256', metadata.encode())}"
        link = (
            f'<a href="{path}#sha256={sha("sha256", wheel)}" data-core-metadata="{hashed}"'
            f' data-dist-info-metadata="{hashed}">{path.rpartition("/")[2]}</a><br>\n'
        )
        page = (
            '<!DOCTYPE html>\n<html><head><meta name="pypi:repository-version" content="1.1"><title>links</title></head>\n'
            f"<body>\n{link}</body></html>\n"
        )
        yield PACKAGE, BYTES, path, wheel
        yield METADATA, TEXT, f"{path}.metadata", metadata
        yield PAGE, "text/html; charset=utf-8", f"/simple/{name}/", page


def npm(packages, url):
    """The registry of npm, for everything that installs from there."""
    for name, data in packages.items():
        script = (
            "const { createHash } = require('crypto');\n"
            "const data = require('fs').readFileSync(require.resolve('./payload.bin'));\n"
            "const found = createHash('sha256').update(data).digest('hex');\n"
            f"if (found !== '{sha('sha256', data)}') throw new Error(`{name}: ${{found}}`);\n"
        )
        manifest = {"name": name, "version": VERSION, "main": "index.js", "license": "MIT"}
        tarball = tar(
            {
                "package/package.json": json.dumps(manifest),
                "package/index.js": script,
                "package/payload.bin": data,
            }
        )
        path = f"/{name}/-/{name}-{VERSION}.tgz"
        integrity = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
        dist = {"tarball": url + path, "shasum": sha("sha1", tarball), "integrity": f"sha512-{integrity}"}
        date = "2024-01-01T00:00:00.000Z"
        page = {
            "name": name,
            "dist-tags": {"latest": VERSION},
            "modified": date,
            "time": {"created": date, "modified": date, VERSION: date},
            "versions": {VERSION: {**manifest, "dist": dist}},
        }
        yield PACKAGE, BYTES, path, tarball
        yield PAGE, JSON, f"/{name}", json.dumps(page)


def go(packages, url):
    """A module proxy of Go."""
    for name, data in packages.items():
        module = f"example.test/{name}"
        package = name.replace("-", "")
        mod = f"module {module}\n\ngo 1.21\n"
        # Little of the standard library, which is compiled anew for every service.
        source = (
            f'package {package}\n\nimport _ "embed"\n\n//go:embed payload.bin\nvar payload string\n\n'
            "func Check() {\n"
            "\ta, b := uint32(1), uint32(0)\n"
            "\tfor i := 0; i < len(payload); i++ {\n"
            "\t\ta = (a + uint32(payload[i])) % 65521\n"
            "\t\tb = (b + a) % 65521\n\t}\n"
            f'\tif b<<16|a != {zlib.adler32(data)} {{\n\t\tpanic("{name}")\n\t}}\n}}\n'
        )
        root = f"{module}@v{VERSION}"
        archive = zipped({f"{root}/go.mod": mod, f"{root}/{package}.go": source, f"{root}/payload.bin": data})
        at = f"/{module}/@v"
        info = json.dumps({"Version": f"v{VERSION}", "Time": "2024-01-01T00:00:00Z"})
        yield PACKAGE, "application/zip", f"{at}/v{VERSION}.zip", archive
        yield METADATA, TEXT, f"{at}/v{VERSION}.mod", mod
        yield METADATA, JSON, f"{at}/v{VERSION}.info", info
        yield PAGE, JSON, f"/{module}/@latest", info
        yield PAGE, TEXT, f"{at}/list", f"v{VERSION}\n"


def cargo(packages, url):
    """A sparse registry of Cargo."""
    yield PAGE, JSON, "/config.json", json.dumps({"dl": f"{url}/dl/{{crate}}-{{version}}.crate", "api": url})
    for name, data in packages.items():
        source = (
            'static PAYLOAD: &[u8] = include_bytes!("../payload.bin");\n\n'
            "pub fn check() {\n"
            f"    assert_eq!(PAYLOAD.len(), {len(data)});\n"
            "    let adler = |(a, b), byte: &u8| { let a = (a + u32::from(*byte)) % 65_521; (a, (a + b) % 65_521) };\n"
            "    let (a, b) = PAYLOAD.iter().fold((1, 0), adler);\n"
            f"    assert_eq!(b << 16 | a, {zlib.adler32(data)}, \"{name}\");\n"
            "}\n"
        )
        root = f"{name}-{VERSION}"
        crate = tar(
            {
                f"{root}/Cargo.toml": f'[package]\nname = "{name}"\nversion = "{VERSION}"\nedition = "2021"\n',
                f"{root}/src/lib.rs": source,
                f"{root}/payload.bin": data,
            }
        )
        entry = {
            "name": name,
            "vers": VERSION,
            "deps": [],
            "cksum": sha("sha256", crate),
            "features": {},
            "yanked": False,
        }
        yield PACKAGE, BYTES, f"/dl/{root}.crate", crate
        yield PAGE, TEXT, f"/{name[:2]}/{name[2:4]}/{name}", json.dumps(entry) + "\n"


def composer(packages, url):
    """A repository of Composer."""
    index = {}
    for name, data in packages.items():
        check = (
            "<?php\n"
            f"if (hash_file('sha256', __DIR__ . '/payload.bin') !== '{sha('sha256', data)}') {{\n"
            f"    fwrite(STDERR, \"{name} is not whole\\n\");\n    exit(1);\n}}\n"
        )
        path = f"/dist/{name}-{VERSION}.zip"
        manifest = {"name": f"acme/{name}", "version": VERSION, "type": "library"}
        archive = zipped(
            {
                f"{name}/composer.json": json.dumps(manifest),
                f"{name}/check.php": check,
                f"{name}/payload.bin": data,
            }
        )
        dist = {"type": "zip", "url": url + path, "reference": sha("sha1", data), "shasum": sha("sha1", archive)}
        index[manifest["name"]] = {VERSION: {**manifest, "dist": dist}}
        yield PACKAGE, "application/zip", path, archive
    yield PAGE, JSON, "/packages.json", json.dumps({"packages": index})


def gems(packages, url):
    """A gem server with the compact index."""
    versions = "created_at: 2024-01-01T00:00:00Z\n---\n"
    for name, data in packages.items():
        check = (
            "require 'digest'\n"
            f"found = Digest::SHA256.file(File.join(__dir__, '{name}.bin')).hexdigest\n"
            f"raise \"{name}: #{{found}}\" unless found == '{sha('sha256', data)}'\n"
        )
        any_version = (
            "!ruby/object:Gem::Requirement\n  requirements:\n  - - \">=\"\n"
            "    - !ruby/object:Gem::Version\n      version: '0'\n"
        )
        specification = (
            f"--- !ruby/object:Gem::Specification\nname: {name}\nversion: !ruby/object:Gem::Version\n  version: {VERSION}\n"
            "platform: ruby\nauthors:\n- dockerkit\nbindir: bin\ncert_chain: []\ndate: 2024-01-01 00:00:00.000000000 Z\n"
            f"dependencies: []\nexecutables: []\nextensions: []\nextra_rdoc_files: []\nfiles:\n- lib/{name}.bin\n- lib/{name}.rb\n"
            "homepage: https://example.test\nlicenses:\n- MIT\nmetadata: {}\nrdoc_options: []\nrequire_paths:\n- lib\n"
            f"required_ruby_version: {any_version}required_rubygems_version: {any_version}"
            f"requirements: []\nrubygems_version: 3.3.0\nspecification_version: 4\nsummary: {name}\ntest_files: []\n"
        )
        parts = {
            "metadata.gz": gzip.compress(specification.encode(), 1, mtime=0),
            "data.tar.gz": tar({f"lib/{name}.bin": data, f"lib/{name}.rb": check}),
        }
        sums = "---\nSHA256:\n" + "".join(f"  {part}: {sha('sha256', it)}\n" for part, it in parts.items())
        gem = tar({**parts, "checksums.yaml.gz": gzip.compress(sums.encode(), 1, mtime=0)}, compress=False)
        info = f"---\n{VERSION} |checksum:{sha('sha256', gem)}\n"
        versions += f"{name} {VERSION} {sha('md5', info.encode())}\n"
        yield PACKAGE, BYTES, f"/gems/{name}-{VERSION}.gem", gem
        yield PAGE, TEXT, f"/info/{name}", info
    yield PAGE, TEXT, "/versions", versions
    yield PAGE, TEXT, "/names", "---\n" + "".join(f"{name}\n" for name in packages)


def debs(packages, url):
    """An archive of Debian packages."""
    index = ""
    for name, data in packages.items():
        control = (
            f"Package: {name}\nVersion: {VERSION}\nArchitecture: all\nMaintainer: dockerkit <dockerkit@example.test>\n"
            f"Description: made up\n"
        )
        share = f"./usr/share/{name}"
        parts = {
            "debian-binary": b"2.0\n",
            "control.tar.gz": tar({"./control": control}),
            "data.tar.gz": tar(
                {
                    "./": "",
                    "./usr/": "",
                    "./usr/share/": "",
                    f"{share}/": "",
                    f"{share}/payload.bin": data,
                    f"{share}/SHA256SUMS": f"{sha('sha256', data)}  {share[1:]}/payload.bin\n",
                }
            ),
        }
        deb = b"!<arch>\n"
        for part, it in parts.items():
            deb += f"{part:<16}{1_600_000_000:<12}{0:<6}{0:<6}{'100644':<8}{len(it):<10}`\n".encode()
            deb += it + b"\n" * (len(it) % 2)
        path = f"pool/{name}_{VERSION}_all.deb"
        index += f"{control}Filename: {path}\nSize: {len(deb)}\nSHA256: {sha('sha256', deb)}\n\n"
        yield PACKAGE, BYTES, f"/{path}", deb
    release = "Origin: dockerkit\nSuite: stable\nCodename: stable\nDate: Mon, 01 Jan 2024 00:00:00 UTC\nArchitectures: amd64 arm64\nComponents: main\nSHA256:\n"
    for architecture in ["amd64", "arm64"]:
        path = f"main/binary-{architecture}/Packages"
        release += f" {sha('sha256', index.encode())} {len(index)} {path}\n"
        yield PAGE, TEXT, f"/dists/stable/{path}", index
    yield PAGE, TEXT, "/dists/stable/Release", release


FORMATS = {"pypi": pypi, "npm": npm, "go": go, "cargo": cargo, "composer": composer, "gems": gems, "debs": debs}


def main():
    form, directory, url, *packages = sys.argv[1:]
    sizes = dict(package.split("=") for package in packages)
    packages = {name: payload(name, int(size)) for name, size in sizes.items()}
    root = pathlib.Path(directory)
    lines = []
    for number, (kind, media_type, path, data) in enumerate(FORMATS[form](packages, url)):
        (root / str(number)).write_bytes(data.encode() if isinstance(data, str) else data)
        lines.append(f"{kind}\t{media_type}\t{path}\n")
    (root / "manifest").write_text("".join(lines))


main()
