(class_specifier name: [(type_identifier) @name (template_type name: (type_identifier) @name)] body: (_) @body) @definition.class
(struct_specifier name: (template_type name: (type_identifier) @name) body: (_) @body) @definition.struct
(namespace_definition name: (_) @name body: (_) @body) @definition.module
(alias_declaration) @definition.type
(concept_definition) @definition.type
(template_declaration) @wrapper
(field_declaration default_value: (number_literal)) @definition.method
