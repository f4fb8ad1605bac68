//! Logs failures that have no caller, to standard error, which is Electron's own log.
//!
//! Text of a page is escaped and cut, and pages together may write so many lines a minute. Nothing
//! here fails: standard error may be closed.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many characters of what a page has sent are written.
const SHOWN: usize = 200;

/// How many lines pages may write in a [`PERIOD`].
const LINES: u32 = 100;

const PERIOD: Duration = Duration::from_secs(60);

/// Writes what is no page's doing.
pub(crate) fn note(message: impl fmt::Display) {
    // There is nowhere else to say that it failed.
    let _ = writeln!(std::io::stderr(), "ipc-runtime: {message}");
}

/// Writes what a page has brought about, by one of its endpoints. `reason` may be its text.
pub(crate) fn from_page(endpoint: u32, what: &str, reason: &str) {
    static BUDGET: Mutex<Budget> = Mutex::new(Budget::new());
    let admission = BUDGET.lock().unwrap_or_else(PoisonError::into_inner).admit(Instant::now());
    if let Some(left_out) = admission {
        if left_out > 0 {
            note(format_args!("{left_out} lines about pages were left out"));
        }
        note(format_args!("endpoint {endpoint}: {what}: {}", Excerpt(reason)));
    }
}

/// The beginning of a text, as much of it as is ever written.
pub(crate) fn cut(text: &str) -> &str {
    text.char_indices().nth(SHOWN).map_or(text, |(end, _)| &text[..end])
}

/// A text without control characters and no longer than a line should be.
struct Excerpt<'a>(&'a str);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = cut(self.0);
        for char in shown.chars() {
            match char {
                '"' | '\'' => f.write_char(char)?,
                _ => char.escape_debug().try_for_each(|char| f.write_char(char))?,
            }
        }
        if shown.len() < self.0.len() { f.write_str("…") } else { Ok(()) }
    }
}

/// How many lines have been written in the period that is running.
struct Budget {
    began: Option<Instant>,
    written: u32,
    left_out: u64,
}

impl Budget {
    const fn new() -> Self {
        Self { began: None, written: 0, left_out: 0 }
    }

    /// Whether one more line may be written, and if so, how many were left out before it and have
    /// not been told of.
    fn admit(&mut self, now: Instant) -> Option<u64> {
        if self.began.is_none_or(|began| now.saturating_duration_since(began) >= PERIOD) {
            self.began = Some(now);
            self.written = 0;
        }
        if self.written == LINES {
            self.left_out += 1;
            return None;
        }
        self.written += 1;
        Some(std::mem::take(&mut self.left_out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_page_is_escaped_and_cut() {
        assert_eq!(Excerpt("a\u{1b}[2J\n\u{2028}\"é'").to_string(), "a\\u{1b}[2J\\n\\u{2028}\"é'");
        let long = "é".repeat(SHOWN + 1);
        assert_eq!(Excerpt(&long).to_string(), format!("{}…", "é".repeat(SHOWN)));
        assert_eq!(cut(&long).chars().count(), SHOWN);
        assert_eq!(cut("short"), "short");
    }

    #[test]
    fn pages_write_so_many_lines_a_minute() {
        let mut budget = Budget::new();
        let start = Instant::now();
        for _ in 0..LINES {
            assert_eq!(budget.admit(start), Some(0));
        }
        assert_eq!(budget.admit(start), None);
        assert_eq!(budget.admit(start + PERIOD / 2), None);
        assert_eq!(budget.admit(start + PERIOD), Some(2));
        assert_eq!(budget.admit(start + PERIOD), Some(0));
    }
}
