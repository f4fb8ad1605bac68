//! Whether a type contains certain types, through all definitions that it names.

use std::collections::{HashMap, HashSet};

use crate::schema::walk::children;
use crate::schema::{Bodies, Type};

/// Limit on followed types and combined objects. Beyond it, the answer is conservative.
pub(crate) const MAX_EXPLORED: usize = 512;

impl Bodies<'_> {
    /// Whether a type contains an integer that its codec has to convert or to check.
    pub(super) fn has_wide(&self, ty: &Type) -> bool {
        self.reaches(ty, &|ty| ty.is_bigint() || ty.is_safe_integer())
    }

    /// Whether a type contains one that `is_wanted`.
    pub(crate) fn reaches(&self, ty: &Type, is_wanted: &dyn Fn(&Type) -> bool) -> bool {
        self.reaches_knowing(ty, is_wanted, &mut HashMap::new())
    }

    /// [`Self::reaches`] with the answers that are `known` for named types, to which this adds its
    /// own.
    pub(crate) fn reaches_knowing(
        &self,
        ty: &Type,
        is_wanted: &dyn Fn(&Type) -> bool,
        known: &mut HashMap<Type, bool>,
    ) -> bool {
        let mut seen = HashSet::new();
        let is_found = self.reaches_unseen(ty, is_wanted, known, &mut seen);
        if !is_found {
            known.extend(seen.into_iter().map(|ty| (ty, false)));
        } else if matches!(ty, Type::Named { .. }) {
            known.insert(ty.clone(), true);
        }
        is_found
    }

    /// Follows names in a loop, because many deeply nested types may lead to each other.
    fn reaches_unseen(
        &self,
        ty: &Type,
        is_wanted: &dyn Fn(&Type) -> bool,
        known: &HashMap<Type, bool>,
        seen: &mut HashSet<Type>,
    ) -> bool {
        let mut pending = Vec::new();
        if contains(ty, is_wanted, &mut pending) {
            return true;
        }
        while let Some(ty) = pending.pop() {
            let Type::Named { name, args } = &ty else { continue };
            match known.get(&ty) {
                Some(true) => return true,
                Some(false) => continue,
                None if seen.len() > MAX_EXPLORED => return true,
                None if !seen.insert(ty.clone()) => continue,
                None => {}
            }
            if let Some(shape) = self.shape(name, args)
                && contains(&shape, is_wanted, &mut pending)
            {
                return true;
            }
        }
        false
    }

    /// Whether a type contains something that serde cannot read from its buffer.
    pub(crate) fn reaches_unbufferable(&self, ty: &Type) -> bool {
        self.reaches_unbufferable_keys(ty) || self.reaches(ty, &Type::is_unbufferable)
    }

    /// Whether a type contains maps with keys other than text: serde buffers keys as text, and reads
    /// no numbers or booleans from it.
    pub(crate) fn reaches_unbufferable_keys(&self, ty: &Type) -> bool {
        self.reaches(
            ty,
            &|ty| matches!(ty, Type::Map { key, .. } if !self.is_text_to_rust(key, 16)),
        )
    }

    fn is_text_to_rust(&self, key: &Type, depth: usize) -> bool {
        match key {
            Type::Bool | Type::Integer | Type::SafeInteger | Type::SafeInteger128 | Type::Float => {
                false
            }
            Type::Named { name, args } if depth > 0 => {
                self.shape(name, args).is_none_or(|key| self.is_text_to_rust(&key, depth - 1))
            }
            key => !key.is_bigint(),
        }
    }
}

/// Whether a type contains one that `is_wanted` outside of the definitions that it names, which are added
/// to `named`.
fn contains(ty: &Type, is_wanted: &dyn Fn(&Type) -> bool, named: &mut Vec<Type>) -> bool {
    if is_wanted(ty) {
        return true;
    }
    match ty {
        Type::Named { .. } => {
            named.push(ty.clone());
            false
        }
        // The keys of a map are text on the wire, whatever their type.
        Type::Map { value, .. } => contains(value, is_wanted, named),
        ty => {
            let mut is_found = false;
            children(ty, &mut |child| is_found = is_found || contains(child, is_wanted, named));
            is_found
        }
    }
}
