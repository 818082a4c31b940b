//! The mounts that are compared.

use dockerkit::{CacheMount, Mount, PackageManager, Sharing, StageRef, User};

use crate::BASE;

/// A step that opens a cache mount.
pub(crate) struct Opening {
    pub(crate) name: &'static str,
    pub(crate) mount: Mount,
    pub(crate) user: User,
    pub(crate) workdir: &'static str,
    /// Where the step finds it.
    pub(crate) at: &'static str,
    /// Below the namespace of the test.
    pub(crate) namespace: &'static str,
    pub(crate) read_only: bool,
}

impl Opening {
    /// As root in `/`.
    fn new(name: &'static str, at: &'static str, mount: impl Into<Mount>) -> Self {
        Self {
            name,
            mount: mount.into(),
            user: User::root(),
            workdir: "/",
            at,
            namespace: "",
            read_only: false,
        }
    }

    fn workdir(mut self, workdir: &'static str) -> Self {
        self.workdir = workdir;
        self
    }

    fn user(mut self, user: User) -> Self {
        self.user = user;
        self
    }

    fn namespace(mut self, namespace: &'static str) -> Self {
        self.namespace = namespace;
        self
    }

    /// Leaves no mark, because it cannot.
    fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }
}

fn appuser() -> User {
    User::new("appuser").uid(1001).home("/home/appuser")
}

/// A mount of the one id that most of the table is about, at `/c`.
fn r() -> CacheMount {
    CacheMount::new("/c").id("r")
}

/// All of them; this is another name of the base.
pub(crate) fn openings(other_name: &str) -> Vec<Opening> {
    let one = |name, mount| Opening::new(name, "/c", mount);
    let mut all = vec![
        one("no owner", r()),
        Opening::new("elsewhere", "/d/e", CacheMount::new("/d/e").id("r")),
        one("read-only", r().read_only()).read_only(),
        one("shared", r().sharing(Sharing::Shared)),
        one("locked", r().sharing(Sharing::Locked)),
        one("private", r().sharing(Sharing::Private)),
        one("uid=0,gid=0", r().uid(0).gid(0)),
        one("uid=0", r().uid(0)),
        one("gid=0", r().gid(0)),
        one("mode=0755", r().mode(0o755)),
        one("mode=755", r().mode("755")),
        one("uid=0,mode=0755", r().uid(0).mode(0o755)),
        one("mode=0700", r().mode(0o700)),
        one("mode=0777", r().mode(0o777)),
        one("mode=1755", r().mode(0o1755)),
        one("mode=6755", r().mode(0o6755)),
        one("uid=1001,gid=1001", r().uid(1001).gid(1001)),
        one("uid=1001", r().uid(1001)),
        one("uid=1001,gid=0", r().uid(1001).gid(0)),
        one("gid=1001", r().gid(1001)),
        one("uid=01001,gid=1001", r().uid("01001").gid("1001")),
        one(
            "uid=1001,gid=1001,mode=0755",
            r().uid(1001).gid(1001).mode(0o755),
        ),
        one(
            "uid=1001,gid=1001,mode=0700",
            r().uid(1001).gid(1001).mode(0o700),
        ),
        one("another id", CacheMount::new("/c").id("r2")),
        one("id with a slash before", CacheMount::new("/c").id("/r")),
        one("id with a slash after", CacheMount::new("/c").id("r/")),
        one("id in capitals", CacheMount::new("/c").id("R")),
        // A preset is the mount that is written by hand; so is a target in the home directory.
        Opening::new("pip of root", "/root/.cache/pip", PackageManager::Pip),
        Opening::new("pip of appuser", "/var/cache/pip", PackageManager::Pip).user(appuser()),
        one("pip by hand", CacheMount::new("/c").id("pip-cache-shared")),
        one(
            "pip by hand of 1001",
            CacheMount::new("/c")
                .id("pip-cache-shared")
                .uid(1001)
                .gid(1001),
        ),
        Opening::new("home of root", "/root/x", CacheMount::in_home("x").id("r")),
        Opening::new(
            "home of appuser",
            "/home/appuser/x",
            CacheMount::in_home("x").id("r"),
        )
        .user(appuser()),
    ];
    all.extend(by_target());
    all.extend(by_source(other_name));
    all.extend(by_argument());
    all.extend(by_namespace());
    all
}

/// Without an id the cleaned target is the id, as it is written: before `WORKDIR` is applied.
fn by_target() -> [Opening; 14] {
    let at = |name, at, target| Opening::new(name, at, CacheMount::new(target));
    let id = |name, id: &'static str| Opening::new(name, "/c", CacheMount::new("/c").id(id));
    [
        at("target", "/t/x", "/t/x"),
        at("target uncleaned", "/t/x", "/t//y/.././x/"),
        id("target as an id", "/t/x"),
        id("target uncleaned as an id", "/t//x"),
        at("another target", "/t/y", "/t/y"),
        at("relative in /t", "/t/x", "x").workdir("/t"),
        at("relative in /w", "/w/x", "x").workdir("/w"),
        at("relative uncleaned", "/w/x", "./y/..//x").workdir("/w"),
        at("above the working directory", "/x", "../x").workdir("/w"),
        id("relative as an id", "x"),
        id("above as an id", "../x"),
        Opening::new("empty id", "/t/x", CacheMount::new("/t/x").id("")),
        Opening::new(
            "target of 1001",
            "/t/x",
            CacheMount::new("/t/x").uid(1001).gid(1001),
        ),
        Opening::new(
            "target as an id of 1001",
            "/c",
            CacheMount::new("/c").id("/t/x").uid(1001).gid(1001),
        ),
    ]
}

fn by_source(other_name: &str) -> [Opening; 10] {
    let one = |name, mount| Opening::new(name, "/c", mount);
    let image = || r().from_image(BASE);
    [
        one("image", image()),
        one("image of uid 7", image().uid(7)),
        one("image /", image().source("/")),
        one("image /etc", image().source("/etc")),
        one("image etc/", image().source("etc/")),
        one("image /etc of uid 7", image().source("/etc").uid(7)),
        one("image /root", image().source("/root")),
        one(
            "image by another name",
            r().from_image(other_name.to_owned()).source("/etc"),
        ),
        one(
            "stage /etc",
            r().from(StageRef::by_name("files")).source("/etc"),
        ),
        one("source / of nothing", r().source("/")),
    ]
}

/// The values are those of `ARG` in the file that [`crate::file`] makes.
fn by_argument() -> [Opening; 7] {
    let one = |name, mount| Opening::new(name, "/c", mount);
    [
        one("id=$NAME", CacheMount::new("/c").id("$NAME")),
        one("id=$NOTHING", CacheMount::new("/c").id("$NOTHING")),
        one(
            "target=$WHERE with an id",
            CacheMount::new("$WHERE").id("r"),
        ),
        one("target=$WHERE", CacheMount::new("$WHERE")),
        one("target /c", CacheMount::new("/c")),
        one("sharing=$HOW", r().sharing("$HOW")),
        one("uid=$OWNER,gid=$OWNER", r().uid("$OWNER").gid("$OWNER")),
    ]
}

fn by_namespace() -> [Opening; 4] {
    let one = |name, id: &'static str, namespace| {
        Opening::new(name, "/c", CacheMount::new("/c").id(id)).namespace(namespace)
    };
    [
        one("r in /a", "r", "/a"),
        one("b/r in /a", "b/r", "/a"),
        one("r in /a/b", "r", "/a/b"),
        // Namespace and id are joined, and that is all that is left of them.
        one("a/b/r", "a/b/r", ""),
    ]
}
