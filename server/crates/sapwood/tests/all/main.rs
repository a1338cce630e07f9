//! Conversations with the program and its faults, in one binary.

mod loading;
