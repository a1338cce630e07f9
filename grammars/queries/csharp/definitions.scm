(class_declaration name: (identifier) @name (parameter_list)? @params body: (_)? @body) @definition.class
(struct_declaration name: (identifier) @name (parameter_list)? @params body: (_)? @body) @definition.struct
(record_declaration name: (identifier) @name (parameter_list)? @params body: (_)? @body) @definition.struct
(record_declaration (parameter_list (parameter type: (_) @type name: (identifier) @name) @definition.field))
(interface_declaration name: (identifier) @name body: (_)? @body) @definition.interface
(enum_declaration name: (identifier) @name body: (_)? @body) @definition.enum
(enum_member_declaration name: (identifier) @name) @definition.variant
(delegate_declaration type: (_) @type name: (identifier) @name parameters: (_) @params) @definition.type
(namespace_declaration name: (_) @name body: (_) @body) @definition.module

(method_declaration returns: (_) @type name: (identifier) @name parameters: (_) @params body: (_)? @body) @definition.method
((method_declaration name: (identifier) @name parameters: (parameter_list . (parameter (modifier) @_this type: (_) @owner))) @definition.method
  (#eq? @_this "this"))
(local_function_statement type: (_) @type name: (identifier) @name parameters: (_) @params body: (_)? @body) @definition.function
(constructor_declaration name: (identifier) @name parameters: (_) @params body: (_)? @body) @definition.constructor

(property_declaration type: (_) @type name: (identifier) @name accessors: (_)? @body) @definition.field
(event_declaration type: (_) @type name: (identifier) @name) @definition.field
(event_field_declaration (variable_declaration type: (_) @type (variable_declarator name: (identifier) @name))) @definition.field
(field_declaration (variable_declaration type: (_) @type (variable_declarator name: (identifier) @name))) @definition.field

(modifier "private" @private)
