//! Known types: from the shape in the table to the schema's.

use super::{Lowering, ObligationKind};
use crate::codes;
use crate::direction::Direction;
use crate::known::{OfRow, Shape};
use crate::resolve::{Ty, TyKind};
use crate::schema::{Docs, Field, Type};

impl<'a> Lowering<'a> {
    pub(super) fn lower_known(
        &mut self,
        ty: &Ty<'a>,
        known: OfRow,
        args: &[Ty<'a>],
        direction: Direction,
    ) -> Type {
        if known.is_reference() && direction == Direction::Input {
            return self.refuse(
                ty.problem(
                    codes::BORROWED_TYPE,
                    "a value that comes from JavaScript cannot be borrowed",
                )
                .help("use the owned type: `String` for `&str`, `Vec<T>` for `&[T]`"),
            );
        }
        match (known.shape, args) {
            (Shape::Unsized(shape), _) => self.refuse(
                ty.problem(codes::UNMAPPED_TYPE, "a value of this type has no size of its own")
                    .help(match shape {
                        Shape::RawJson => "use `Box<RawValue>`",
                        _ => "use `String`, `PathBuf` or a `Vec`",
                    }),
            ),
            (Shape::Arg(_), [target]) => self.lower_target(target, direction),
            (shape, args) => self.lower_shape(&shape, args, direction),
        }
    }

    /// What stands behind a pointer, and there may be without a size.
    pub(super) fn lower_target(&mut self, target: &Ty<'a>, direction: Direction) -> Type {
        match &target.kind {
            TyKind::Slice(element) => Type::List(Box::new(self.lower_type(element, direction))),
            TyKind::Known(known, args) => match known.shape {
                Shape::Unsized(shape) => self.lower_shape(shape, args, direction),
                _ => self.lower_type(target, direction),
            },
            _ => self.lower_type(target, direction),
        }
    }

    fn lower_shape(&mut self, shape: &Shape, args: &[Ty<'a>], direction: Direction) -> Type {
        let mut inner = |shape: &Shape| Box::new(self.lower_shape(shape, args, direction));
        match shape {
            // What is refused has been reported where its path was followed.
            Shape::Null | Shape::Refused(_) => Type::Unit,
            Shape::Bool => Type::Bool,
            Shape::Integer => Type::Integer,
            Shape::SafeInteger => Type::SafeInteger,
            Shape::BigInt => Type::BigInt,
            Shape::BigInt128 => Type::BigInt128,
            Shape::Float => Type::Float,
            Shape::Number => Type::Number,
            Shape::String => Type::String,
            Shape::Bytes => Type::Bytes,
            Shape::Json => Type::Json,
            Shape::RawJson => Type::RawJson,
            Shape::Literal(text) => Type::Literal((*text).to_owned()),
            Shape::Option(some) => match *inner(some) {
                // `Some(None)` and `None` are both `null`.
                option @ Type::Option(_) => option,
                some => Type::Option(Box::new(some)),
            },
            Shape::List(item) => Type::List(inner(item)),
            Shape::Tuple(items) => Type::Tuple(items.iter().map(|item| *inner(item)).collect()),
            Shape::Union(members) => {
                Type::Union(members.iter().map(|member| *inner(member)).collect())
            }
            Shape::Object(keys) => Type::Object(
                keys.iter()
                    .map(|(name, shape)| Field {
                        name: (*name).to_owned(),
                        ty: *inner(shape),
                        optional: false,
                        docs: Docs::default(),
                    })
                    .collect(),
            ),
            Shape::Map(key, value) => {
                let (name, value) = (inner(key), inner(value));
                if let Shape::Arg(index) = key
                    && let Some(key) = args.get(*index).filter(|key| !key.has_failed())
                {
                    self.oblige(key.place(), (*name).clone(), direction, ObligationKind::Key);
                }
                Type::Map { key: name, value }
            }
            Shape::Arg(index) => {
                args.get(*index).map_or(Type::Unit, |arg| self.lower_type(arg, direction))
            }
            Shape::ElementOf(index) => args.get(*index).map_or(Type::Unit, |arg| match &arg.kind {
                TyKind::Array(element, _) => self.lower_type(element, direction),
                _ => self.lower_type(arg, direction),
            }),
            Shape::EnumSet => self.lower_enum_set(args, direction),
            Shape::Unsized(shape) | Shape::WithFeature(_, shape) => *inner(shape),
        }
    }

    fn lower_enum_set(&mut self, args: &[Ty<'a>], direction: Direction) -> Type {
        let Some(variant) = args.first() else { return Type::Unit };
        if variant.has_failed() {
            return self.lower_type(variant, direction);
        }
        let problem = variant
            .problem(
                codes::UNMAPPED_TYPE,
                "what a set of these is on the wire cannot be told from the sources",
            )
            .help("write `#[enumset(serialize_repr = \"list\")]` on an enum that derives `EnumSetType`");
        let TyKind::Data(data, _) = &variant.kind else { return self.refuse(problem) };
        if let Some(condition) = &data.data.undecided {
            let cfg = &self.resolver.program.krate(data.module.krate).cfg;
            return self.refuse(cfg.undecided_problem(condition, &data.module.file));
        }
        match data.data.enum_set {
            Some(shape) => self.lower_shape(shape, args, direction),
            None => self.refuse(problem.related(data.place(), "defined here")),
        }
    }
}
