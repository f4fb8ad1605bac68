//! Times and sizes in options: `timeout = "30s"`, `max_bytes = "1MiB"`.

use syn::LitStr;

use super::kind_attribute::GivenOptions;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::errors::Errors;
use crate::kind::{MAX_BYTES, TIMEOUT};
use crate::model::Quantity;
use crate::names;

/// What an option measures.
struct Measure {
    option: &'static str,
    noun: &'static str,
    example: &'static str,
    /// The units, each as a multiple of the smallest one.
    units: [(&'static str, u64); 4],
}

const TIME: Measure = Measure {
    option: TIMEOUT.name,
    noun: "time",
    example: "30s",
    units: [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)],
};

const SIZE: Measure = Measure {
    option: MAX_BYTES.name,
    noun: "size",
    example: "1MiB",
    units: [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)],
};

/// The largest number, which a `number` in JavaScript still holds.
const MAX: u64 = 1 << 53;

/// The milliseconds of `timeout`, if it is given and valid.
pub(super) fn timeout_ms(
    options: &GivenOptions,
    errors: &mut Errors<Diagnostic>,
) -> Option<Quantity> {
    TIME.parse(options, errors)
}

/// The bytes of `max_bytes`, if it is given and valid.
pub(super) fn max_bytes(
    options: &GivenOptions,
    errors: &mut Errors<Diagnostic>,
) -> Option<Quantity> {
    SIZE.parse(options, errors)
}

impl Measure {
    fn parse(&self, options: &GivenOptions, errors: &mut Errors<Diagnostic>) -> Option<Quantity> {
        let text: &LitStr = options.get(self.option)?.as_ref()?;
        let written = text.value();
        let value = self.value(&written);
        let message = match value {
            Some(0) => format!("`{}` cannot be zero", self.option),
            Some(value) if value > MAX => format!("`{written}` is too large"),
            Some(value) => return Some(Quantity { value, span: text.span() }),
            None => format!("`{written}` is not a {}", self.noun),
        };
        let units = self.units.map(|(unit, _)| unit);
        errors.push(Diagnostic::new(codes::INVALID_OPTION, text.span(), message).help(format!(
            "write a whole number with a unit, {}: `{} = \"{}\"`",
            names::list(&units, "or"),
            self.option,
            self.example
        )));
        None
    }

    /// A number with its unit, in the smallest unit. The largest `u64` stands for all larger ones.
    fn value(&self, text: &str) -> Option<u64> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let (_, factor) = self.units.iter().find(|(name, _)| *name == unit)?;
        let is_number = !number.is_empty();
        is_number.then(|| number.parse().unwrap_or(u64::MAX).saturating_mul(*factor))
    }
}

#[cfg(test)]
mod tests {
    use super::{SIZE, TIME};

    #[test]
    fn a_quantity_is_a_whole_number_with_a_unit() {
        let times = ["250ms", "30s", "5m", "1h", "0s"].map(|text| TIME.value(text));
        assert_eq!(times, [250, 30_000, 300_000, 3_600_000, 0].map(Some));
        let sizes = ["512B", "64KiB", "1MiB", "2GiB"].map(|text| SIZE.value(text));
        assert_eq!(sizes, [512, 65_536, 1_048_576, 2_147_483_648].map(Some));
        for text in ["", "s", "30", "30 s", "1.5s", "-1s", "30S", "1min", "1MB", "1_000ms"] {
            assert_eq!((TIME.value(text), SIZE.value(text)), (None, None), "{text}");
        }
        assert_eq!(TIME.value("99999999999999999999s"), Some(u64::MAX));
    }
}
