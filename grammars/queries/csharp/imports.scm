(file_scoped_namespace_declaration name: (_) @package)
(compilation_unit (namespace_declaration name: (_) @package))
(using_directive !name [(identifier) (qualified_name)] @import.path @import.glob) @import
(using_directive name: (identifier) @import.alias [(identifier) (qualified_name) (generic_name)] @import.qualified .) @import
