//! Conversations with the program and its faults, in one binary.

#![allow(clippy::needless_pass_by_value, reason = "JSON is made where it is passed")]
#![allow(clippy::cast_possible_wrap, reason = "small counts become versions")]
#![allow(clippy::format_collect, reason = "fixtures are small")]

mod client;
mod command_line;
mod completion;
mod conversation;
mod disk;
mod faults;
mod loading;
mod next_edit;
mod next_edit_diff;
mod next_edit_models;
