// A workspace of small projects in which one change asks for others.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const TRANSFER = `//! Transfers between accounts.

use crate::book::{Book, Error};

/// Moves money from one account to another.
pub fn transfer(book: &mut Book, amount: u64, from: u32, to: u32) -> Result<u64, Error> {
    let fee = fee_of(amount);
    if book.balance(from) < amount + fee {
        return Err(Error::TooLittle);
    }
    book.take(from, amount + fee);
    // What arrives is what was sent; the fee
    // stays with the house, on an account
    // of its own that nobody can name.
    //
    // Both are written down, so that the
    // sum over all accounts never changes.
    //
    book.give(0, fee);
    book.give(to, amount);
    Ok(fee)
}

fn fee_of(sum: u64) -> u64 {
    sum / 100
}
`;

const BOOK = `//! Accounts and what is on them.

use std::collections::HashMap;

pub enum Error {
    TooLittle,
}

#[derive(Default)]
pub struct Book {
    accounts: HashMap<u32, u64>,
}

impl Book {
    pub fn balance(&self, number: u32) -> u64 {
        self.accounts.get(&number).copied().unwrap_or(0)
    }

    pub fn take(&mut self, number: u32, sum: u64) {
        *self.accounts.entry(number).or_default() -= sum;
    }

    pub fn give(&mut self, number: u32, sum: u64) {
        *self.accounts.entry(number).or_default() += sum;
    }
}
`;

const ENTRY = `//! What is written down.

pub struct Entry {
    pub number: u32,
    pub sum: u64,
}

impl Entry {
    pub fn of_fee(sum: u64) -> Self {
        Self { number: 0, sum }
    }

    pub fn of_gift(number: u32, sum: u64) -> Self {
        Self { number, sum }
    }
}
`;

const JOURNAL = `//! Everything that was written down.

use crate::entry::Entry;

#[derive(Default)]
pub struct Journal {
    entries: Vec<Entry>,
}

impl Journal {
    pub fn transfer(&mut self, from: u32, to: u32, sum: u64) {
        self.entries.push(Entry { number: from, sum });
        self.entries.push(Entry { number: to, sum });
    }
}
`;

const MAIL = `export interface Receipt {
  id: number;
  to: string;
}

let last = 0;

export function send(to: string, body: string, retries: number): Receipt {
  last += 1;
  console.log(to, body.length);
  return { id: last, to };
}
`;

function caller(name, text) {
  return `import { send } from './mail';

export function ${name}(address: string, person: string) {
  const text = \`${text} \${person}\`;
  return send(address, text, 3);
}
`;
}

const SHIP = `package goods

// Ship sends goods on their way.
func Ship(place string, weight int, fast bool) error {
	if weight > limit {
		return errTooHeavy
	}
	return carry(place)
}
`;

const CARRY = `package goods

import "errors"

const limit = 30

var errTooHeavy = errors.New("too heavy")

func carry(place string) error {
	return nil
}
`;

function shipper(name, weight) {
  return `package goods

// ${name} ships what is called so.
func ${name}(place string) error {
	return Ship(place, ${weight}, true)
}
`;
}

const READINGS = `"""Readings of a meter"""


def load(path):
    print("load", path)
    with open(path) as lines:
        return [float(line) for line in lines]


def smooth(values):
    print("smooth", values)
    return [sum(values[at : at + 3]) / 3 for at in range(len(values) - 2)]


def store(values, path):
    print("store", path)
    with open(path, "w") as out:
        out.writelines(f"{value}\\n" for value in values)


def clean(path):
    print("clean", path)
    store(smooth(load(path)), path)
`;

const FILES = {
  'bank/src/lib.rs': 'pub mod book;\npub mod entry;\npub mod journal;\npub mod transfer;\n',
  'bank/src/book.rs': BOOK,
  'bank/src/transfer.rs': TRANSFER,
  'bank/src/entry.rs': ENTRY,
  'bank/src/journal.rs': JOURNAL,
  'bank/Cargo.toml': '[package]\nname = "bank"\nversion = "0.1.0"\nedition = "2024"\n',
  'letters/src/mail.ts': MAIL,
  'letters/src/welcome.ts': caller('welcome', 'Welcome,'),
  'letters/src/remind.ts': caller('remind', 'Do not forget,'),
  'letters/src/invoice.ts': caller('invoice', 'Here is your invoice,'),
  'letters/src/farewell.ts': caller('farewell', 'Goodbye,'),
  'goods/go.mod': 'module example.org/goods\n',
  'goods/carry.go': CARRY,
  'goods/ship.go': SHIP,
  'goods/books.go': shipper('Books', 4),
  'goods/chairs.go': shipper('Chairs', 12),
  'goods/lamps.go': shipper('Lamps', 3),
  'goods/tables.go': shipper('Tables', 25),
  'meter/readings.py': READINGS,
};

/** Writes the projects; gives their files' texts by path, and where a path is. */
export function changing(workspace) {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
  return { files: FILES, at: (path) => join(workspace, path) };
}

/** `text` with another name for the parameter of its first function. */
export function renamed(text, name, other) {
  const [first, ...rest] = text.split(/^(?=fn )/m);
  return [first.replaceAll(name, other), ...rest].join('');
}
