(class_declaration) @definition.class
(struct_declaration) @definition.struct
(record_declaration) @definition.struct
(record_declaration (parameter_list (parameter type: (_) @type name: (identifier) @name) @definition.field))
(interface_declaration) @definition.interface
(enum_declaration) @definition.enum
(enum_member_declaration name: (identifier) @name) @definition.variant
(delegate_declaration) @definition.type
(namespace_declaration) @definition.module

(method_declaration) @definition.method
((method_declaration parameters: (parameter_list . (parameter (modifier) @_this type: (_) @owner))) @definition.method
  (#eq? @_this "this"))
(local_function_statement) @definition.function
(constructor_declaration) @definition.constructor

(property_declaration type: (_) @type name: (identifier) @name accessors: (_)? @body) @definition.field
(event_declaration type: (_) @type name: (identifier) @name) @definition.field
(event_field_declaration (variable_declaration type: (_) @type (variable_declarator name: (identifier) @name))) @definition.field
(field_declaration (variable_declaration type: (_) @type (variable_declarator name: (identifier) @name))) @definition.field

(modifier "private" @private)
