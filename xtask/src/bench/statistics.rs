//! Medians and percentiles.

use serde::Serialize;

/// The median, and the 10th and 90th percentile.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Spread {
    pub(crate) p10: f64,
    pub(crate) median: f64,
    pub(crate) p90: f64,
}

impl Spread {
    /// The spread of `numbers`, or `None` if there are none.
    pub(crate) fn of(numbers: &[f64]) -> Option<Self> {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        Some(Self {
            p10: quantile(&sorted, 1, 10)?,
            median: quantile(&sorted, 1, 2)?,
            p90: quantile(&sorted, 9, 10)?,
        })
    }

    /// The spread of the ratios `slow / fast`, round by round: a disturbance of the machine affects
    /// both times of a round.
    pub(crate) fn of_ratios(slow: &[f64], fast: &[f64]) -> Option<Self> {
        let ratios: Vec<f64> = slow.iter().zip(fast).map(|(slow, fast)| slow / fast).collect();
        Self::of(&ratios)
    }
}

/// The quantile `part / whole`, interpolated between its two neighbours in `sorted`.
fn quantile(sorted: &[f64], part: usize, whole: usize) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let (below, rest) = (last * part / whole, last * part % whole);
    let above = (below + 1).min(last);
    #[allow(clippy::cast_precision_loss, reason = "both are small")]
    let share = rest as f64 / whole as f64;
    Some(sorted[below] + (sorted[above] - sorted[below]) * share)
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn quantiles_are_interpolated() {
        let spread = Spread::of(&[4.0, 1.0, 3.0, 2.0]).unwrap();
        assert!((spread.median - 2.5).abs() < 1e-9);
        assert!((spread.p10 - 1.3).abs() < 1e-9);
        assert!((spread.p90 - 3.7).abs() < 1e-9);
    }

    #[test]
    fn ratios_are_taken_round_by_round() {
        let ratios = Spread::of_ratios(&[10.0, 40.0, 30.0], &[5.0, 10.0, 10.0]).unwrap();
        assert!((ratios.median - 3.0).abs() < 1e-9);
    }

    #[test]
    fn no_numbers_have_no_spread() {
        assert_eq!(Spread::of(&[]), None);
        assert_eq!(Spread::of_ratios(&[1.0], &[]), None);
    }
}
