(namespace_definition name: (namespace_name) @package)
(namespace_use_declaration !body (namespace_use_clause . [(qualified_name) (name)] @import.qualified alias: (name)? @import.alias)) @import
(namespace_use_declaration (namespace_name) @import.path body: (namespace_use_group (namespace_use_clause . (name) @import.name alias: (name)? @import.alias))) @import
([(require_expression [(string) @import.path (binary_expression right: (string) @import.path)])
  (require_once_expression [(string) @import.path (binary_expression right: (string) @import.path)])
  (include_expression [(string) @import.path (binary_expression right: (string) @import.path)])
  (include_once_expression [(string) @import.path (binary_expression right: (string) @import.path)])] @import
  (#set! import.prefix "./"))
