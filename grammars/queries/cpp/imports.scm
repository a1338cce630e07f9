(using_declaration "namespace" [(qualified_identifier) (identifier)] @import.path @import.glob) @import
(using_declaration (qualified_identifier) @import.qualified) @import
(namespace_alias_definition name: (_) @import.alias [(nested_namespace_specifier) (namespace_identifier)] @import.path .) @import
