//! Types: from a resolved type to its shape in the schema.

use super::definition::ObligationKind;
use super::overrides::type_override;
use super::type_lowerer::TypeLowerer;
use crate::codes;
use crate::resolve::{Count, DataRef, Scope, Ty, TyKind};
use crate::schema::Type;

/// The most elements of a tuple for which serde implements its traits.
pub(super) const MAX_TUPLE: usize = 16;

/// The most elements of an array for which serde implements its traits.
pub(super) const MAX_ARRAY: usize = 32;

impl<'a> TypeLowerer<'a> {
    /// The shape of a type in one direction. Reports a type without a shape, and returns a placeholder
    /// for it.
    pub(super) fn lower_type(&mut self, ty: &Ty<'a>) -> Type {
        match &ty.kind {
            TyKind::Failed(problem) => {
                self.errors.extend(problem.as_deref().cloned());
                Type::Unit
            }
            TyKind::Param(_) | TyKind::Projected(_) => self.lower_param(ty),
            // A constant argument has no values.
            TyKind::Constant(_) => Type::Unit,
            TyKind::Tuple(elements) if elements.is_empty() => Type::Unit,
            TyKind::Tuple(elements) if elements.len() > MAX_TUPLE => self.refuse(
                ty.problem(
                    codes::UNMAPPED_TYPE,
                    format!("serde supports tuples of up to {MAX_TUPLE} elements"),
                )
                .help("use a struct"),
            ),
            TyKind::Tuple(elements) => {
                Type::Tuple(elements.iter().map(|element| self.lower_type(element)).collect())
            }
            // serde requires nothing of the element type of an empty array.
            TyKind::Array(_, Count::Is(0)) => Type::Tuple(Vec::new()),
            // TypeScript has no constant parameters, so the whole array is a parameter.
            TyKind::Array(_, length) if length.has_params() => self.lower_param(ty),
            TyKind::Array(element, length) => {
                let element = self.lower_type(element);
                match length.known() {
                    Some(length) if length <= MAX_TUPLE => Type::Tuple(vec![element; length]),
                    Some(length) if length > MAX_ARRAY => self.refuse(
                        ty.problem(
                            codes::UNMAPPED_TYPE,
                            format!("serde supports arrays of up to {MAX_ARRAY} elements"),
                        )
                        .help("use a `Vec`, or `ipc_runtime::Bytes`"),
                    ),
                    _ => Type::List(Box::new(element)),
                }
            }
            TyKind::Slice(_) => self.refuse(
                ty.problem(codes::UNMAPPED_TYPE, "this type is unsized")
                    .help("use `String`, `PathBuf` or a `Vec`"),
            ),
            TyKind::Known(known, args) => self.lower_known(ty, *known, args),
            TyKind::Data(data, _)
                if data.is_remote() && type_override(*data, self.direction).is_none() =>
            {
                let name = data.name();
                self.refuse(
                    ty.problem(
                        codes::MISSING_DERIVE,
                        format!("`{name}` derives serde's traits for another type"),
                    )
                    .help(format!("use that type, under `#[serde(with = \"{name}\")]`"))
                    .help(
                        "or, if it implements serde's traits by hand, declare its shape: \
                         `#[derive(ipc_runtime::IpcType)] #[ipc(ts = \"…\")]`",
                    )
                    .related(data.location(), "defined here"),
                )
            }
            TyKind::Data(data, args) => self.lower_use(ty, *data, args),
        }
    }

    /// The use of a definition, with its arguments.
    pub(super) fn lower_use(&mut self, ty: &Ty<'a>, data: DataRef<'a>, args: &[Ty<'a>]) -> Type {
        if data.module.is_block {
            return self.lower_in_place(ty, data, args);
        }
        self.request(data, ty);
        let args = self.lower_args(data, args);
        let named = Type::Named { name: data.name().to_owned(), args };
        if matches!(&named, Type::Named { args, .. } if !args.is_empty()) {
            self.add_obligation(ty.location(), named.clone(), ObligationKind::Use);
        }
        named
    }

    /// A definition in a function's body, which has no name outside.
    fn lower_in_place(&mut self, ty: &Ty<'a>, data: DataRef<'a>, args: &[Ty<'a>]) -> Type {
        let is_open = |open: &DataRef<'a>| std::ptr::eq(open.data, data.data);
        if self.in_place.iter().any(is_open) {
            let message =
                "a type in a function's body that contains itself has no name in TypeScript";
            let problem = ty.problem(codes::CIRCULAR_TYPE, message);
            return self.refuse(problem.help("move it out of the function"));
        }
        if let Err(problem) = self.check_derive(data, ty) {
            return self.refuse(*problem);
        }
        self.in_place.push(data);
        let shape = self.lower_data_in(data, &Scope::of_use(data, args));
        self.in_place.pop();
        shape
    }
}
