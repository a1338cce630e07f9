//! Conversations with the program and its faults, in one binary.

mod client;
mod conversation;
mod disk;
mod faults;
mod loading;
