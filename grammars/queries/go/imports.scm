(package_clause (package_identifier) @package)
(import_spec name: (package_identifier)? @import.alias path: (_) @import.path) @import
(import_spec name: (dot) @import.glob path: (_) @import.path) @import
