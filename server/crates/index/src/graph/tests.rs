//! Tests of resolution over small projects.
