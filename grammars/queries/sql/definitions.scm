(create_table (object_reference name: (identifier) @name) (column_definitions)? @body) @definition.entry
(create_table (column_definitions (column_definition name: (identifier) @name type: (_) @type) @definition.field))
(create_view (object_reference name: (identifier) @name)) @definition.entry
(create_materialized_view (object_reference name: (identifier) @name)) @definition.entry
(create_index column: (identifier) @name) @definition.entry
(create_type (object_reference name: (identifier) @name)) @definition.type
(create_sequence (object_reference name: (identifier) @name)) @definition.entry
(create_function (keyword_function) . (object_reference name: (identifier) @name) . (function_arguments)? @params) @definition.function
(create_trigger (keyword_trigger) . (object_reference name: (identifier) @name)) @definition.entry
