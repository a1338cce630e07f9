(use_declaration (visibility_modifier)? @import.reexport argument: (_) @import.tree) @import
((mod_item (visibility_modifier)? @import.reexport name: (identifier) @import.path !body) @import
  (#set! import.prefix "self::"))
(extern_crate_declaration name: (identifier) @import.path alias: (identifier)? @import.alias) @import
