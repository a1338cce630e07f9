//! Support for tests of several crates. Nothing in the product depends on it.
