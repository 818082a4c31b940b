//! `HEALTHCHECK`.

use std::time::Duration;

use crate::duration::IntoDuration;
use crate::shell::Command;

/// How the engine finds out whether a container works.
///
/// `HEALTHCHECK --interval=30s --timeout=5s CMD curl -f http://localhost:8000/health`
///
/// ```
/// use dockerkit::Healthcheck;
///
/// let check = Healthcheck::new("curl -f http://localhost:8000/health")
///     .interval("1m30s")
///     .retries(3);
/// assert_eq!(
///     check.to_string(),
///     "HEALTHCHECK --interval=1m30s --retries=3 CMD curl -f http://localhost:8000/health",
/// );
/// assert_eq!(Healthcheck::none().to_string(), "HEALTHCHECK NONE");
/// ```
///
/// Source: [`HEALTHCHECK`](https://docs.docker.com/reference/dockerfile/#healthcheck).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Healthcheck {
    /// What is run; `None` switches the base image's check off.
    pub command: Option<Command>,
    /// The time between two checks; without it, the engine's default of 30 s.
    pub interval: Option<Duration>,
    /// How long a check may take; without it, the engine's default of 30 s.
    pub timeout: Option<Duration>,
    /// How long a starting container may fail; without it, 0 s.
    pub start_period: Option<Duration>,
    /// The time between two checks while it starts (Docker Engine 25); without it, 5 s.
    pub start_interval: Option<Duration>,
    /// How many failures in a row make a container unhealthy; without it, 3.
    pub retries: Option<u32>,
}

impl Healthcheck {
    /// A check by a command: text for the shell, or an array of words.
    #[inline(never)]
    pub fn new(command: impl Into<Command>) -> Self {
        Self {
            command: Some(command.into()),
            ..Self::none()
        }
    }

    /// No check, even if the base image has one.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            command: None,
            interval: None,
            timeout: None,
            start_period: None,
            start_interval: None,
            retries: None,
        }
    }

    /// Sets the time between two checks, at least 1 ms.
    #[must_use]
    pub fn interval(mut self, interval: impl IntoDuration) -> Self {
        self.interval = Some(interval.into_duration());
        self
    }

    /// Sets how long a check may take, at least 1 ms.
    #[must_use]
    pub fn timeout(mut self, timeout: impl IntoDuration) -> Self {
        self.timeout = Some(timeout.into_duration());
        self
    }

    /// Sets how long a starting container may fail, at least 1 ms.
    #[must_use]
    pub fn start_period(mut self, period: impl IntoDuration) -> Self {
        self.start_period = Some(period.into_duration());
        self
    }

    /// Sets the time between two checks while the container starts, at least 1 ms.
    #[must_use]
    pub fn start_interval(mut self, interval: impl IntoDuration) -> Self {
        self.start_interval = Some(interval.into_duration());
        self
    }

    /// Sets how many failures in a row make a container unhealthy.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = Some(retries);
        self
    }
}
