//! Logs failures that have no caller, to standard error, which is Electron's own log.
//!
//! Text from pages is escaped and truncated, and the number of lines about pages per minute is limited.
//! Logging never fails: standard error may be closed.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many characters of a page's text are logged.
const MAX_CHARS: usize = 200;

/// How many lines about all pages together are logged in a [`PERIOD`].
const MAX_LINES: u32 = 100;

const PERIOD: Duration = Duration::from_secs(60);

/// Logs a failure that no page has caused.
pub(crate) fn report(message: impl fmt::Display) {
    // If standard error is closed, there is no other place to log.
    let _ = writeln!(std::io::stderr(), "ipc-runtime: {message}");
}

/// Logs a failure that a page has caused. `reason` may contain text from the page.
pub(crate) fn report_page(endpoint: u32, failure: &str, reason: &str) {
    static BUDGET: Mutex<Budget> = Mutex::new(Budget::new());
    let admission = BUDGET.lock().unwrap_or_else(PoisonError::into_inner).admit(Instant::now());
    if let Some(suppressed) = admission {
        if suppressed > 0 {
            report(format_args!("{suppressed} lines about pages were suppressed"));
        }
        report(format_args!("endpoint {endpoint}: {failure}: {}", Excerpt(reason)));
    }
}

/// The beginning of a text, of the length that is logged.
pub(crate) fn truncate(text: &str) -> &str {
    text.char_indices().nth(MAX_CHARS).map_or(text, |(end, _)| &text[..end])
}

/// Displays a text truncated and with its control characters escaped.
struct Excerpt<'a>(&'a str);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = truncate(self.0);
        for char in shown.chars() {
            match char {
                '"' | '\'' => f.write_char(char)?,
                _ => char.escape_debug().try_for_each(|char| f.write_char(char))?,
            }
        }
        if shown.len() < self.0.len() { f.write_str("…") } else { Ok(()) }
    }
}

/// Counts the lines of the current period.
struct Budget {
    began: Option<Instant>,
    written: u32,
    suppressed: u64,
}

impl Budget {
    const fn new() -> Self {
        Self { began: None, written: 0, suppressed: 0 }
    }

    /// Admits one more line and returns how many lines have been suppressed since the last one, or
    /// returns `None` if this line is suppressed.
    fn admit(&mut self, now: Instant) -> Option<u64> {
        if self.began.is_none_or(|began| now.saturating_duration_since(began) >= PERIOD) {
            self.began = Some(now);
            self.written = 0;
        }
        if self.written == MAX_LINES {
            self.suppressed += 1;
            return None;
        }
        self.written += 1;
        Some(std::mem::take(&mut self.suppressed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_text_is_escaped_and_truncated() {
        assert_eq!(Excerpt("a\u{1b}[2J\n\u{2028}\"é'").to_string(), "a\\u{1b}[2J\\n\\u{2028}\"é'");
        let long = "é".repeat(MAX_CHARS + 1);
        assert_eq!(Excerpt(&long).to_string(), format!("{}…", "é".repeat(MAX_CHARS)));
        assert_eq!(truncate(&long).chars().count(), MAX_CHARS);
        assert_eq!(truncate("short"), "short");
    }

    #[test]
    fn lines_beyond_the_limit_are_suppressed_until_the_next_period() {
        let mut budget = Budget::new();
        let start = Instant::now();
        for _ in 0..MAX_LINES {
            assert_eq!(budget.admit(start), Some(0));
        }
        assert_eq!(budget.admit(start), None);
        assert_eq!(budget.admit(start + PERIOD / 2), None);
        assert_eq!(budget.admit(start + PERIOD), Some(2));
        assert_eq!(budget.admit(start + PERIOD), Some(0));
    }
}
