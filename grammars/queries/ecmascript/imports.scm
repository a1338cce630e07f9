((import_statement (import_clause (identifier) @import.alias) source: (string (string_fragment) @import.path)) @import
  (#set! import.name "default"))
(import_statement
  (import_clause (named_imports (import_specifier name: (_) @import.name alias: (identifier)? @import.alias)))
  source: (string (string_fragment) @import.path)) @import
(import_statement
  (import_clause (namespace_import (identifier) @import.alias))
  source: (string (string_fragment) @import.path)) @import
(import_statement . source: (string (string_fragment) @import.path)) @import

(export_statement
  (export_clause (export_specifier name: (_) @import.name alias: (_)? @import.alias))
  source: (string (string_fragment) @import.path)) @import @import.reexport
(export_statement "*" @import.glob . source: (string (string_fragment) @import.path)) @import @import.reexport
(export_statement
  (namespace_export (identifier) @import.alias)
  source: (string (string_fragment) @import.path)) @import @import.reexport

((variable_declarator
  name: [
    (identifier) @import.alias
    (object_pattern [
      (shorthand_property_identifier_pattern) @import.name
      (pair_pattern key: (property_identifier) @import.name value: (identifier) @import.alias)
    ])
  ]
  value: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @import.path))) @import
  (#eq? @_require "require"))
((variable_declarator
  name: (identifier) @import.alias
  value: (member_expression
    object: (call_expression
      function: (identifier) @_require
      arguments: (arguments . (string (string_fragment) @import.path)))
    property: (property_identifier) @import.name)) @import
  (#eq? @_require "require"))
((expression_statement
  (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string (string_fragment) @import.path)))) @import
  (#eq? @_require "require"))
(call_expression function: (import) arguments: (arguments . (string (string_fragment) @import.path))) @import
