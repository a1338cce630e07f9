(class_declaration) @definition.class
(record_declaration) @definition.struct
(record_declaration parameters: (formal_parameters (formal_parameter type: (_) @type name: (identifier) @name) @definition.field))
(enum_declaration) @definition.enum
(enum_constant name: (identifier) @name) @definition.variant
(interface_declaration) @definition.interface
(annotation_type_declaration) @definition.interface
(annotation_type_element_declaration) @definition.method

(method_declaration) @definition.method
(constructor_declaration) @definition.constructor
(compact_constructor_declaration) @definition.constructor

(field_declaration) @definition.field
(constant_declaration) @definition.constant

(modifiers "private" @private)
