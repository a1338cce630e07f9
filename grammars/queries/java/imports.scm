(package_declaration [(scoped_identifier) (identifier)] @package)
(import_declaration (scoped_identifier scope: (_) @import.path name: (identifier) @import.name) .) @import
(import_declaration [(scoped_identifier) (identifier)] @import.path (asterisk) @import.glob) @import
