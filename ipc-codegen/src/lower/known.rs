//! Known types: from their shape in the table to the schema.

use super::definition::ObligationKind;
use super::type_lowerer::TypeLowerer;
use crate::codes;
use crate::direction::Direction;
use crate::known::{KnownPath, KnownShape};
use crate::report::Problem;
use crate::resolve::{Ty, TyKind};
use crate::schema::{Docs, Field, Type};

impl<'a> TypeLowerer<'a> {
    pub(super) fn lower_known(&mut self, ty: &Ty<'a>, known: KnownPath, args: &[Ty<'a>]) -> Type {
        if known.is_reference() && self.direction == Direction::Input {
            return self.refuse(
                ty.problem(
                    codes::BORROWED_TYPE,
                    "a value that comes from JavaScript cannot be borrowed",
                )
                .help("use the owned type: `String` for `&str`, `Vec<T>` for `&[T]`"),
            );
        }
        if known.shape == KnownShape::Message {
            return self.refuse(message_as_data(ty, known));
        }
        match (known.shape, args) {
            (KnownShape::Unsized(shape), _) => self.refuse(
                ty.problem(codes::UNMAPPED_TYPE, "this type is unsized").help(match shape {
                    KnownShape::RawJson => "use `Box<RawValue>`",
                    _ => "use `String`, `PathBuf` or a `Vec`",
                }),
            ),
            (KnownShape::Stream(_), _) => self.refuse(
                ty.problem(codes::MISPLACED_STREAM, "a stream can only be an argument of a method")
                    .help("use a `Vec` here, or give the method an argument of its own"),
            ),
            (KnownShape::Arg(_), [target]) => self.lower_target(target),
            (shape, args) => self.lower_shape(&shape, args),
        }
    }

    /// The target of a pointer, which may be unsized.
    pub(super) fn lower_target(&mut self, target: &Ty<'a>) -> Type {
        match &target.kind {
            TyKind::Slice(element) => Type::List(Box::new(self.lower_type(element))),
            TyKind::Known(known, args) => match known.shape {
                KnownShape::Unsized(KnownShape::Message) => {
                    self.refuse(message_as_data(target, *known))
                }
                KnownShape::Unsized(shape) => self.lower_shape(shape, args),
                _ => self.lower_type(target),
            },
            _ => self.lower_type(target),
        }
    }

    fn lower_shape(&mut self, shape: &KnownShape, args: &[Ty<'a>]) -> Type {
        let mut inner = |shape: &KnownShape| Box::new(self.lower_shape(shape, args));
        match shape {
            // Others were refused, or became another type when their paths were resolved.
            KnownShape::Null
            | KnownShape::Message
            | KnownShape::ResultOf(_)
            | KnownShape::Refused(_) => Type::Unit,
            KnownShape::Bool => Type::Bool,
            KnownShape::Integer => Type::Integer,
            KnownShape::SafeInteger => Type::SafeInteger,
            KnownShape::BigInt => Type::BigInt,
            KnownShape::BigInt128 => Type::BigInt128,
            KnownShape::Float => Type::Float,
            KnownShape::Number => Type::Number,
            KnownShape::String => Type::String,
            KnownShape::Bytes => Type::Bytes,
            KnownShape::Json => Type::Json,
            KnownShape::RawJson => Type::RawJson,
            KnownShape::Literal(text) => Type::Literal((*text).to_owned()),
            KnownShape::Option(some) => match *inner(some) {
                // `Some(None)` and `None` are both `null`.
                option @ Type::Option(_) => option,
                some => Type::Option(Box::new(some)),
            },
            KnownShape::List(item) => Type::List(inner(item)),
            KnownShape::Tuple(items) => {
                Type::Tuple(items.iter().map(|item| *inner(item)).collect())
            }
            KnownShape::Union(members) => {
                Type::Union(members.iter().map(|member| *inner(member)).collect())
            }
            KnownShape::Object(keys) => Type::Object(
                keys.iter()
                    .map(|(name, shape)| Field {
                        name: (*name).to_owned(),
                        ty: *inner(shape),
                        optional: false,
                        aliases: Box::default(),
                        docs: Docs::default(),
                    })
                    .collect(),
            ),
            KnownShape::Map(key, value) => {
                let (name, value) = (inner(key), inner(value));
                // JSON has no such key, so the map is empty.
                if *name == Type::Unit {
                    return Type::Object(Vec::new());
                }
                if let KnownShape::Arg(index) = key
                    && let Some(key) = args.get(*index).filter(|key| !key.has_failed())
                {
                    self.add_obligation(key.location(), (*name).clone(), ObligationKind::Key);
                }
                Type::Map { key: name, value }
            }
            KnownShape::Arg(index) | KnownShape::Stream(index) => {
                args.get(*index).map_or(Type::Unit, |arg| self.lower_type(arg))
            }
            KnownShape::ElementOf(index) => {
                args.get(*index).map_or(Type::Unit, |arg| match &arg.kind {
                    TyKind::Array(element, _) => self.lower_type(element),
                    _ => self.lower_type(arg),
                })
            }
            KnownShape::EnumSet => self.lower_enum_set(args),
            KnownShape::Unsized(shape) | KnownShape::WithFeature(_, shape) => *inner(shape),
        }
    }

    fn lower_enum_set(&mut self, args: &[Ty<'a>]) -> Type {
        let Some(variant) = args.first() else { return Type::Unit };
        if variant.has_failed() {
            return self.lower_type(variant);
        }
        let problem = variant
            .problem(
                codes::UNMAPPED_TYPE,
                "the shape of a set of this enum cannot be decided from the sources",
            )
            .help("write `#[enumset(serialize_repr = \"list\")]` on an enum that derives `EnumSetType`");
        let TyKind::Data(data, _) = &variant.kind else { return self.refuse(problem) };
        if let Some(condition) = &data.data.unresolved_cfg {
            let cfg = &self.resolver.program.krate(data.module.krate).cfg;
            return self.refuse(cfg.unresolved_cfg_problem(condition, &data.module.file));
        }
        match data.data.enum_set {
            Some(shape) => self.lower_shape(shape, args),
            None => self.refuse(problem.related(data.location(), "defined here")),
        }
    }
}

/// The problem of an error without a shape that is not the error of a method.
fn message_as_data(ty: &Ty<'_>, known: KnownPath) -> Problem {
    let message =
        format!("`{}` cannot be data: it crosses only as the error of a method", known.path());
    ty.problem(codes::UNMAPPED_TYPE, message)
        .help("use its text, or an error that implements `Serialize`")
        .help("or let a method return it as its error")
}
