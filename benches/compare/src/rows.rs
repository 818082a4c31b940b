//! What is measured, and how: every row once a round, so that whatever else the machine does meets all of them.

use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 21;
/// Fewer rounds are enough where one takes long.
const FEWEST_ROUNDS: usize = 3;
const TOO_LONG: Duration = Duration::from_secs(20);
/// What takes as long by itself is measured once.
const ONCE: Duration = Duration::from_secs(5);
/// Shorter work is repeated until a measurement takes as long.
const LONG_ENOUGH: Duration = Duration::from_millis(2);

/// Something that may fill a string, and how long it took each time.
pub(crate) struct Row<'a> {
    pub(crate) name: String,
    work: Box<dyn FnMut(&mut String) + 'a>,
    pub(crate) out: String,
    repeat: u32,
    seconds: Vec<f64>,
}

impl<'a> Row<'a> {
    pub(crate) fn new(name: impl Into<String>, work: impl FnMut(&mut String) + 'a) -> Self {
        Self {
            name: name.into(),
            work: Box::new(work),
            out: String::new(),
            repeat: 1,
            seconds: Vec::new(),
        }
    }

    /// Warms up, and finds out how often it has to be repeated.
    fn prepare(&mut self) {
        let start = Instant::now();
        (self.work)(&mut self.out);
        if start.elapsed() > ONCE {
            self.repeat = 0;
            self.seconds.push(start.elapsed().as_secs_f64());
            return;
        }
        let start = Instant::now();
        while start.elapsed() < LONG_ENOUGH {
            (self.work)(&mut self.out);
            self.repeat += 1;
        }
    }

    fn measure(&mut self) {
        if self.once() {
            return;
        }
        let start = Instant::now();
        for _ in 0..self.repeat {
            (self.work)(&mut self.out);
            black_box(&self.out);
        }
        self.seconds
            .push(start.elapsed().as_secs_f64() / f64::from(self.repeat));
    }

    /// Whether it takes so long that it was measured once.
    pub(crate) fn once(&self) -> bool {
        self.repeat == 0
    }

    /// The median.
    pub(crate) fn seconds(&self) -> f64 {
        median(self.seconds.iter().copied())
    }

    /// How many times as long as another it takes: by round, as the two stood under the same load.
    pub(crate) fn to(&self, other: &Row<'_>) -> f64 {
        median(
            self.seconds
                .iter()
                .zip(&other.seconds)
                .map(|(own, other)| own / other),
        )
    }
}

/// Goes around all of them, again and again.
pub(crate) fn measure(rows: &mut [Row<'_>]) {
    rows.iter_mut().for_each(Row::prepare);
    let start = Instant::now();
    for round in 0..ROUNDS {
        if round >= FEWEST_ROUNDS && start.elapsed() > TOO_LONG {
            break;
        }
        rows.iter_mut().for_each(Row::measure);
    }
}

pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
