//! A file server on the loopback, as much HTTP/1.1 as package managers speak, that counts what it sends.

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, BufReader, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, SystemTime},
};

use super::{
    date::date,
    request::{Request, Wanted},
};

/// A running server. Dropping it closes the port.
#[derive(Debug)]
pub struct FileServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// What a path answers with.
#[derive(Debug, Clone)]
pub struct Content {
    kind: Kind,
    media_type: String,
    cache_control: &'static str,
    bytes: Vec<u8>,
}

/// What a file counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A package: what a cache is for.
    Package,
    /// A package's metadata, served apart from it.
    Metadata,
    /// A page of the index.
    Page,
    /// Nothing; the answer was 404.
    Missing,
}

/// Requests answered, and bytes of bodies sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Served {
    /// Requests of any method.
    pub requests: u64,
    /// Bytes of bodies given to the connection, headers not counted.
    pub bytes: u64,
}

/// What was served, path by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Every path that was asked for.
    pub paths: BTreeMap<String, (Kind, Served)>,
}

#[derive(Debug)]
struct Shared {
    files: BTreeMap<String, Content>,
    traffic: Mutex<Traffic>,
    closing: AtomicBool,
    /// Milliseconds between two chunks of a body.
    pause: AtomicU64,
}

impl Content {
    /// A body with its headers.
    pub fn new(
        kind: Kind,
        media_type: impl Into<String>,
        cache_control: &'static str,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        Self {
            kind,
            media_type: media_type.into(),
            cache_control,
            bytes: bytes.into(),
        }
    }
}

impl Content {
    /// The size of the body.
    pub fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// What it counts as.
    pub fn kind(&self) -> Kind {
        self.kind
    }
}

impl Traffic {
    /// All package files together.
    pub fn packages(&self) -> Served {
        self.of(Kind::Package)
    }

    /// All index pages together.
    pub fn pages(&self) -> Served {
        self.of(Kind::Page)
    }

    /// Everything of one kind together.
    pub fn of(&self, kind: Kind) -> Served {
        let served = self.paths.values().filter(|(other, _)| *other == kind);
        served.fold(Served::default(), |sum, (_, one)| Served {
            requests: sum.requests + one.requests,
            bytes: sum.bytes + one.bytes,
        })
    }

    /// One path; nothing if it was not asked for.
    pub fn path(&self, path: &str) -> Served {
        self.paths
            .get(path)
            .map(|(_, served)| *served)
            .unwrap_or_default()
    }

    /// The paths of package files of which any byte was sent.
    pub fn fetched(&self) -> impl Iterator<Item = &str> {
        let fetched = self
            .paths
            .iter()
            .filter(|(_, (kind, served))| *kind == Kind::Package && served.bytes > 0);
        fetched.map(|(path, _)| path.as_str())
    }
}

impl fmt::Display for Traffic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (path, (_, served)) in &self.paths {
            writeln!(
                formatter,
                "{:>4} × {:>12} bytes  {path}",
                served.requests, served.bytes
            )?;
        }
        Ok(())
    }
}

impl FileServer {
    /// Starts to serve these paths on a free port of 127.0.0.1. A directory's path ends in `/`.
    ///
    /// # Panics
    ///
    /// If no port can be had.
    #[track_caller]
    pub fn start(files: BTreeMap<String, Content>) -> Self {
        Self::start_with(|_| files)
    }

    /// The same for files that hold the server's address, as [`FileServer::url`] says it.
    ///
    /// # Panics
    ///
    /// If no port can be had.
    #[track_caller]
    pub fn start_with(files: impl FnOnce(&str) -> BTreeMap<String, Content>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .unwrap_or_else(|error| panic!("cannot listen on 127.0.0.1: {error}"));
        let address = listener
            .local_addr()
            .unwrap_or_else(|error| panic!("no local address: {error}"));
        let shared = Arc::new(Shared {
            files: files(&format!("http://{address}")),
            traffic: Mutex::default(),
            closing: AtomicBool::new(false),
            pause: AtomicU64::new(0),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if accepting.closing.load(Ordering::Acquire) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let shared = Arc::clone(&accepting);
                // A client that hangs up in the middle is the client's business: what went out is counted.
                thread::spawn(move || drop(shared.talk(&stream)));
            }
        });
        Self { address, shared }
    }

    /// `http://127.0.0.1:…`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits between any two chunks of 64 KiB, as a network does.
    pub fn slow_down(&self, pause: Duration) {
        let millis = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        self.shared.pause.store(millis, Ordering::Relaxed);
    }

    /// What was asked and sent since the start or the last [`FileServer::reset`].
    pub fn traffic(&self) -> Traffic {
        self.shared.traffic().clone()
    }

    /// The same, and starts to count anew.
    pub fn reset(&self) -> Traffic {
        std::mem::take(&mut self.shared.traffic())
    }
}

impl Drop for FileServer {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::Release);
        // Wakes the thread that waits for the next connection.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers the requests of one connection until either side has enough.
    fn talk(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream);
        while let Some(request) = Request::read(&mut reader)? {
            self.answer(&request, stream)?;
            if request.close {
                break;
            }
        }
        Ok(())
    }

    fn answer(&self, request: &Request, mut stream: &TcpStream) -> io::Result<()> {
        // An index is also asked without the slash at the end.
        let slashed = format!("{}/", request.path);
        let found = self
            .files
            .get_key_value(&request.path)
            .or_else(|| self.files.get_key_value(&slashed));
        let path = found.map_or(&request.path, |(path, _)| path);
        let kind = found.map_or(Kind::Missing, |(_, content)| content.kind);
        self.count(
            path,
            kind,
            Served {
                requests: 1,
                bytes: 0,
            },
        );

        let only_get = request.method == "GET" || request.method == "HEAD";
        let Some((_, content)) = found.filter(|_| only_get) else {
            return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        };
        let whole = content.bytes.len();
        let (status, body, place) = match Wanted::of(request.range.as_deref(), whole) {
            Wanted::Whole => ("200 OK", 0..whole, String::new()),
            Wanted::Part(part) => {
                let place = format!(
                    "Content-Range: bytes {}-{}/{whole}\r\n",
                    part.start,
                    part.end - 1
                );
                ("206 Partial Content", part, place)
            }
            Wanted::Nothing => (
                "416 Range Not Satisfiable",
                0..0,
                format!("Content-Range: bytes */{whole}\r\n"),
            ),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nDate: {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: {}\r\nAccept-Ranges: bytes\r\n{place}\r\n",
            date(SystemTime::now()),
            content.media_type,
            body.len(),
            content.cache_control,
        );
        stream.write_all(head.as_bytes())?;
        if request.method == "HEAD" {
            return Ok(());
        }
        for chunk in content.bytes[body].chunks(64 * 1024) {
            // Counted first, so that nobody who has received it can find it uncounted.
            self.count(
                path,
                kind,
                Served {
                    requests: 0,
                    bytes: chunk.len() as u64,
                },
            );
            stream.write_all(chunk)?;
            match self.pause.load(Ordering::Relaxed) {
                0 => {}
                millis => thread::sleep(Duration::from_millis(millis)),
            }
        }
        Ok(())
    }

    fn count(&self, path: &str, kind: Kind, more: Served) {
        let mut traffic = self.traffic();
        let (_, served) = traffic
            .paths
            .entry(path.to_owned())
            .or_insert((kind, Served::default()));
        served.requests += more.requests;
        served.bytes += more.bytes;
    }
}
