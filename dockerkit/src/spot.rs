//! Places in a Dockerfile.

/// A place in a Dockerfile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Spot {
    Directives,
    Global(usize),
    Stage(usize),
    Step(usize, usize),
}

impl Spot {
    /// By which places are in the order of the file.
    pub(crate) fn order(self) -> (u8, usize, usize) {
        match self {
            Self::Directives => (0, 0, 0),
            Self::Global(index) => (1, index, 0),
            Self::Stage(index) => (2, index, 0),
            Self::Step(index, number) => (2, index, number + 1),
        }
    }
}
