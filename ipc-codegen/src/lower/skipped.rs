//! Fields that are left out when they are `None`: their values that are there have no `null`.

use super::crossing::{Crossing, with_of};
use super::inside::Inside;
use super::overrides::shape_override;
use super::type_lowerer::TypeLowerer;
use crate::direction::Direction;
use crate::known;
use crate::resolve::{Found, Ty, TyKind};
use crate::schema::Type;
use crate::tree::{Field, FieldDefault, Path, SkipIf};

impl<'a> TypeLowerer<'a> {
    /// The shape of the values that a field has when it is there.
    pub(super) fn lower_present_field(&mut self, inside: &Inside<'a>, field: &'a Field) -> Type {
        let crossing = self.field_crossing(inside, field);
        let is_said = shape_override(&field.overrides, self.direction).is_some()
            || with_of(&field.with, self.direction).is_some();
        // A function may write `null` for a `Some`, too.
        let is_option = !is_said || !matches!(crossing, Crossing::Type(_));
        if is_option && self.leaves_out_none(inside, field) {
            return self.lower_crossing(some(crossing));
        }
        self.lower_crossing(crossing)
    }

    /// Whether `None` is a missing field, and nothing else is.
    fn leaves_out_none(&mut self, inside: &Inside<'a>, field: &'a Field) -> bool {
        let is_read_as_none = match field.default {
            FieldDefault::None => {
                !inside.container.has_default && with_of(&field.with, Direction::Input).is_none()
            }
            FieldDefault::OfType => true,
            FieldDefault::OfFunction => false,
        };
        // Rust also reads `null` as `None`. To offer it would take a second type for no other value.
        (self.direction == Direction::Output || is_read_as_none)
            && self.is_skipped_if_none(inside, field)
    }

    /// Whether serde calls `Option::is_none` to decide whether it writes a field.
    fn is_skipped_if_none(&mut self, inside: &Inside<'a>, field: &Field) -> bool {
        let Some(SkipIf::Path(path)) = &field.skip_if else { return false };
        let Some((function, owner)) = path.segments.split_last() else { return false };
        let owner = Path { is_extern: path.is_extern, segments: owner.into() };
        function == "is_none"
            && matches!(self.resolver.resolve(inside.data.module, &owner), Ok(Found::Opaque(found))
                if known::find(&found.path).is_some_and(|known| known.is_option()))
    }
}

/// What crosses for the `Some` of an `Option`.
fn some(crossing: Crossing<'_>) -> Crossing<'_> {
    match crossing {
        Crossing::Type(ty) => Crossing::Type(content(&ty).cloned().unwrap_or(ty)),
        Crossing::Numbers(ty, declared) => {
            Crossing::Numbers(content(&ty).cloned().unwrap_or(ty), declared)
        }
        Crossing::Shape(Type::Option(inner)) => Crossing::Shape(*inner),
        crossing => crossing,
    }
}

/// The type in an `Option`.
fn content<'t, 'a>(ty: &'t Ty<'a>) -> Option<&'t Ty<'a>> {
    match &ty.behind_pointers().kind {
        TyKind::Known(known, args) if known.is_option() => args.first(),
        _ => None,
    }
}
