//! The types of the language and of std.

use std::ffi::CString;
use std::marker::PhantomData;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6};
use std::num::{NonZero, Saturating, Wrapping};
use std::ops::Bound;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic;
use std::time::{Duration, SystemTime};

use crate::cases::{Case, Seen, both, refused};

pub(crate) fn check(seen: &mut Seen) {
    integers(seen);
    primitives(seen);
    pointers(seen);
    lists(seen);
    maps(seen);
    compounds(seen);
    both!(seen, [std::net::IpAddr]: [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
    both!(seen, [std::net::Ipv4Addr]: [Ipv4Addr::LOCALHOST]);
    both!(seen, [std::net::Ipv6Addr]: [Ipv6Addr::LOCALHOST]);
    let v4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 80);
    let v6 = SocketAddrV6::new(Ipv6Addr::LOCALHOST, 80, 0, 0);
    both!(seen, [std::net::SocketAddr]: [v4.into(), v6.into()]);
    both!(seen, [std::net::SocketAddrV4]: [v4]);
    both!(seen, [std::net::SocketAddrV6]: [v6]);
    refused!(seen, [
        std::time::Instant,
        std::ffi::OsString,
        std::ffi::OsStr,
        std::ffi::os_str::OsString,
        std::ffi::os_str::OsStr,
        std::fmt::Arguments<'static>,
        std::io::Error,
        std::io::Result<u8>,
    ]);
}

fn integers(seen: &mut Seen) {
    /// Checks the integers of one width with their smallest and largest values.
    macro_rules! width {
        ($($ty:ident: $nonzero:ident, [$($value:expr),+];)+) => {$(
            both!(seen, [std::primitive::$ty]: [0, 7, $($value),+],
                rejects ["1.5", "null", "true", r#""7""#, r#""\u0000nan""#, r#""\u0000i7x""#]);
            both!(seen, [std::num::Wrapping<$ty>]: [Wrapping(7)]);
            both!(seen, [std::num::Saturating<$ty>]: [Saturating(7)]);
            both!(seen, [std::cmp::Reverse<$ty>]: [std::cmp::Reverse(7)]);
            both!(seen, [std::num::NonZero<$ty>]: [NonZero::<$ty>::MAX.min(NonZero::new(7).unwrap())]);
            both!(seen, [std::num::$nonzero]: [NonZero::new(7).unwrap()]);
        )+};
    }
    const SAFE: u64 = (1 << 53) - 1;
    width! {
        i8: NonZeroI8, [i8::MIN, i8::MAX];
        i16: NonZeroI16, [i16::MIN, i16::MAX];
        i32: NonZeroI32, [i32::MIN, i32::MAX];
        u8: NonZeroU8, [u8::MIN, u8::MAX];
        u16: NonZeroU16, [u16::MIN, u16::MAX];
        u32: NonZeroU32, [u32::MIN, u32::MAX];
        isize: NonZeroIsize, [-1, isize::try_from(SAFE).unwrap()];
        usize: NonZeroUsize, [1, usize::try_from(SAFE).unwrap()];
        i64: NonZeroI64, [i64::MIN, i64::MAX, SAFE.cast_signed(), SAFE.cast_signed() + 1];
        u64: NonZeroU64, [u64::MIN, u64::MAX, SAFE, SAFE + 1];
        i128: NonZeroI128, [i128::MIN, i128::MAX];
        u128: NonZeroU128, [u128::MIN, u128::MAX];
    }
    both!(seen, [std::sync::atomic::AtomicBool]: [atomic::AtomicBool::new(true)]);
    both!(seen, [std::sync::atomic::AtomicI8]: [atomic::AtomicI8::new(7)]);
    both!(seen, [std::sync::atomic::AtomicI16]: [atomic::AtomicI16::new(7)]);
    both!(seen, [std::sync::atomic::AtomicI32]: [atomic::AtomicI32::new(7)]);
    both!(seen, [std::sync::atomic::AtomicIsize]: [atomic::AtomicIsize::new(7)]);
    both!(seen, [std::sync::atomic::AtomicU8]: [atomic::AtomicU8::new(7)]);
    both!(seen, [std::sync::atomic::AtomicU16]: [atomic::AtomicU16::new(7)]);
    both!(seen, [std::sync::atomic::AtomicU32]: [atomic::AtomicU32::new(7)]);
    both!(seen, [std::sync::atomic::AtomicUsize]: [atomic::AtomicUsize::new(7)]);
    both!(seen, [std::sync::atomic::AtomicI64]: [atomic::AtomicI64::new(i64::MIN)]);
    both!(seen, [std::sync::atomic::AtomicU64]: [atomic::AtomicU64::new(u64::MAX)]);
}

fn primitives(seen: &mut Seen) {
    both!(seen, [std::primitive::bool]: [true, false], rejects ["0", "null", r#""true""#]);
    both!(seen, [std::primitive::f32]: [
        0.0, -0.0, 1.5, f32::MIN, f32::MAX, f32::MIN_POSITIVE, f32::NAN, f32::INFINITY,
        f32::NEG_INFINITY, 7.038_531e-26,
    ], rejects ["null", r#""1""#, "[]"]);
    both!(seen, [std::primitive::f64]: [
        0.0, -0.0, 1.5, f64::MIN, f64::MAX, f64::MIN_POSITIVE, f64::NAN, f64::INFINITY,
        f64::NEG_INFINITY, 1e21, 0.1,
    ], rejects ["null", r#""1""#, "[]"]);
    both!(seen, [std::primitive::char]: ['a', '\0', '\u{10ffff}'], rejects ["7", "null"]);
    both!(seen, [std::string::String]: [
        String::new(), "text".to_owned(), "\0".to_owned(), "\0nan".to_owned(), "\u{2028}".to_owned(),
    ], rejects ["7", "null", "{}"]);
    both!(seen, [()]: [()], rejects ["0", "{}", "[]"]);
    both!(seen, [std::marker::PhantomData<std::time::Instant>]: [PhantomData], rejects ["0", "{}"]);
    Case { written: "&'static std::primitive::str", seen }.sent(&["text"]);
    Case { written: "&'static [u8]", seen }.sent(&[&[7][..]]);
    both!(seen, [std::path::PathBuf]: [PathBuf::from("/a b")], rejects ["7", "null"]);
    both!(seen, [std::ffi::CString]: [CString::new("a").unwrap()],
        takes ["[7]", "[7,7]", "[]"]);
}

fn pointers(seen: &mut Seen) {
    both!(seen, [
        std::boxed::Box<u64>, std::rc::Rc<u64>, std::sync::Arc<u64>, std::cell::Cell<u64>,
        std::cell::RefCell<u64>, std::sync::Mutex<u64>, std::sync::RwLock<u64>,
    ]: [u64::MAX.into()], rejects ["null", "[7]"]);
    both!(seen, [
        std::boxed::Box<std::primitive::str>, std::rc::Rc<std::primitive::str>, std::sync::Arc<str>,
        std::borrow::Cow<'static, std::primitive::str>,
    ]: ["text".into()], rejects ["null", "7"]);
    both!(seen, [std::boxed::Box<[u8]>, std::sync::Arc<[u8]>, std::borrow::Cow<'static, [u8]>]:
        [vec![7].into()], rejects ["null", "7"]);
    both!(seen, [std::boxed::Box<std::path::Path>]: [PathBuf::from("a").into()]);
    both!(seen, [std::boxed::Box<std::ffi::CStr>]: [CString::new("a").unwrap().into()],
        takes ["[7]", "[7,7]", "[]"]);
    both!(seen, [
        std::cell::Cell<Option<bool>>, std::cell::RefCell<Option<bool>>,
        std::sync::Mutex<Option<bool>>, std::sync::RwLock<Option<bool>>,
    ]: [None.into(), Some(true).into()], rejects ["7", "[]"]);
    let held = Arc::new(7);
    Case { written: "std::sync::Weak<u8>", seen: &mut *seen }
        .sent(&[Arc::downgrade(&held), std::sync::Weak::new()]);
    // A decoded `Weak` has no owner, so its value is dropped at once.
    both!(seen, [std::rc::Weak<u8>, std::sync::Weak<u8>]: [<_>::default()],
        rejects ["true", "[]", "1.5"]);
    both!(seen, [std::option::Option<Option<u8>>]: [None, Some(Some(7))]);
}

fn lists(seen: &mut Seen) {
    both!(seen, [
        std::vec::Vec<u64>,
        std::collections::VecDeque<u64>,
        std::collections::vec_deque::VecDeque<u64>,
        std::collections::LinkedList<u64>,
        std::collections::linked_list::LinkedList<u64>,
        std::collections::BinaryHeap<u64>,
        std::collections::binary_heap::BinaryHeap<u64>,
        std::collections::HashSet<u64>,
        std::collections::hash_set::HashSet<u64>,
        std::collections::BTreeSet<u64>,
        std::collections::btree_set::BTreeSet<u64>,
    ]: [<_>::from([]), <_>::from([u64::MAX])], rejects ["null", "{}", "7", r#"["text"]"#]);
    both!(seen, [[u8; 0]]: [[]], rejects ["[7]", "null", "{}"]);
    both!(seen, [[u8; 2]]: [[1, 2]], rejects ["[7]", "[7,7,7]", "null"]);
    both!(seen, [[u8; 32]]: [[7; 32]], rejects ["null", "{}"]);
    both!(seen, [(u8,)]: [(1,)], rejects ["7", "[]"]);
    both!(seen, [(u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8)]:
        [(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)], rejects ["[]", "[7]"]);
}

fn maps(seen: &mut Seen) {
    both!(seen, [
        std::collections::HashMap<String, u64>,
        std::collections::hash_map::HashMap<String, u64>,
        std::collections::BTreeMap<String, u64>,
        std::collections::btree_map::BTreeMap<String, u64>,
    ]: [
        <_>::from([]), <_>::from([("a".to_owned(), u64::MAX)]), <_>::from([("\0".to_owned(), 1)]),
        <_>::from([("__proto__".to_owned(), 1)]),
    ], rejects ["null", "[]", "7"]);
    both!(seen, [std::collections::BTreeMap<char, bool>]: [[('a', true), ('\0', true)].into()]);
    both!(seen, [std::collections::BTreeMap<bool, bool>]: [[(true, false), (false, true)].into()]);
    both!(seen, [std::collections::BTreeMap<i8, bool>]: [[(-7, true), (7, true)].into()], rejects [r#"{"1.5":true}"#]);
    both!(seen, [std::collections::BTreeMap<i64, bool>]: [[(i64::MIN, true), (i64::MAX, true)].into()],
        rejects [r#"{"a":true}"#, r#"{"1.5":true}"#]);
    both!(seen, [std::collections::BTreeMap<u128, bool>]: [[(0, true), (u128::MAX, true)].into()]);
    both!(seen, [std::collections::BTreeMap<std::path::PathBuf, bool>]: [[("/a b".into(), true)].into()]);
    both!(seen, [std::collections::HashMap<std::net::IpAddr, bool>]: [[(Ipv4Addr::LOCALHOST.into(), true)].into()]);
    both!(seen, [std::collections::BTreeMap<Box<str>, bool>]: [[("a".into(), true)].into()]);
    both!(seen, [std::collections::HashMap<std::num::Wrapping<u8>, bool>]: [[(Wrapping(7), true)].into()]);
}

fn compounds(seen: &mut Seen) {
    both!(seen, [std::result::Result<u8, String>]: [Ok(7), Err("no".to_owned())],
        rejects ["7", r#"{"Ok":"no"}"#, r#"{"Ok":7,"Err":"no"}"#, "{}"]);
    both!(seen, [std::time::Duration]: [Duration::new(1, 2), Duration::MAX],
        rejects ["7", r#"{"secs":7}"#, r#"{"secs":7,"nanos":7,"x":7}"#]);
    both!(seen, [std::time::SystemTime]: [SystemTime::UNIX_EPOCH + Duration::new(1, 2)],
        rejects ["7", r#"{"secs_since_epoch":7}"#]);
    both!(seen, [std::ops::Range<u64>]: [0..u64::MAX], rejects [r#"{"start":7}"#, "7"]);
    both!(seen, [std::ops::RangeInclusive<u64>]: [0..=u64::MAX], rejects [r#"{"start":7}"#]);
    both!(seen, [std::ops::RangeFrom<u64>]: [7..], rejects ["{}", r#"{"end":7}"#]);
    both!(seen, [std::ops::RangeTo<u64>]: [..7], rejects ["{}", r#"{"start":7}"#]);
    both!(seen, [std::ops::Bound<u64>]:
        [Bound::Unbounded, Bound::Included(7), Bound::Excluded(7)],
        rejects ["7", "null", r#"{"Included":"x"}"#, r#""Included""#]);
}
