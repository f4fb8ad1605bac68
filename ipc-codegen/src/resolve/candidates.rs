//! The implementations of traits that were found in modules, and how well they match a type.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ptr;
use std::sync::{Arc, OnceLock};

use super::scope::ParamValue;
use super::ty::Ty;
use crate::source::Module;
use crate::tree::{Impl, Trait};

/// The implementations in the modules that were visited.
#[derive(Default)]
pub(super) struct Impls<'a> {
    /// By the addresses of their traits.
    pub(super) by_trait: HashMap<usize, Arc<Vec<Candidate<'a>>>>,
    /// The crates that were visited completely.
    pub(super) crates: HashSet<usize>,
    /// The addresses of the modules that were visited in other crates.
    pub(super) modules: HashSet<usize>,
    /// The implementations whose headers are being resolved. They may lead to each other.
    pub(super) resolving: Vec<&'a Impl>,
}

/// An implementation of a trait.
#[derive(Clone)]
pub(super) struct Candidate<'a> {
    pub(super) module: &'a Module,
    pub(super) block: &'a Impl,
    pub(super) header: OnceLock<ImplHeader<'a>>,
}

/// The types in the header of an implementation, which contain its parameters.
#[derive(Clone)]
pub(super) struct ImplHeader<'a> {
    /// The type that it is for.
    pub(super) this: Ty<'a>,
    /// Whether that type is unnamed, or an unknown one of std.
    pub(super) is_foreign: bool,
    /// The arguments of the trait.
    pub(super) args: Vec<Ty<'a>>,
}

/// How certain it is that a type has an implementation, in increasing order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Certainty {
    /// Only rustc can decide it.
    Possible,
    /// Implemented if bounds on traits outside the sources hold.
    Likely,
    Certain,
}

/// An implementation that a type may have, with its parameters bound.
pub(super) struct Matching<'a> {
    pub(super) certainty: Certainty,
    pub(super) module: &'a Module,
    pub(super) block: &'a Impl,
    pub(super) params: BTreeMap<&'a str, ParamValue<'a>>,
}

impl<'a> Impls<'a> {
    pub(super) fn add(&mut self, module: &'a Module, block: &'a Impl, of_trait: &Trait) {
        let all = self.by_trait.entry(ptr::from_ref(of_trait).addr()).or_default();
        Arc::make_mut(all).push(Candidate { module, block, header: OnceLock::new() });
    }
}
