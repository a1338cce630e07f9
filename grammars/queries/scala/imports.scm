(package_clause name: (_) @package)
(import_declaration) @import @import.tree
