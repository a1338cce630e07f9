//! The model stage as a whole: prompts byte by byte, answers of every kind, and the stage before a scripted server.

mod answers;
mod prompts;
mod stage;
