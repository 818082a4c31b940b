//! Dates as HTTP writes them. pip keeps no answer that has none.

use std::time::{SystemTime, UNIX_EPOCH};

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// From March, so that the leap day comes last.
const MONTHS: [&str; 12] = [
    "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb",
];

/// `Sun, 06 Nov 1994 08:49:37 GMT`
pub fn date(time: SystemTime) -> String {
    let seconds = time
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let days = seconds / 86_400;
    // Days of eras of 400 years, counted from 1 March of the year 0.
    let (era, day) = ((days + 719_468) / 146_097, (days + 719_468) % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let year = era * 400 + year + u64::from(month >= 10);
    format!(
        "{}, {:02} {} {year:04} {:02}:{:02}:{:02} GMT",
        (0..)
            .zip(DAYS)
            .find(|(number, _)| *number == days % 7)
            .map_or("", |(_, name)| name),
        day - (153 * month + 2) / 5 + 1,
        (0..)
            .zip(MONTHS)
            .find(|(number, _)| *number == month)
            .map_or("", |(_, name)| name),
        seconds / 3_600 % 24,
        seconds / 60 % 60,
        seconds % 60,
    )
}
