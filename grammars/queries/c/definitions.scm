(function_definition) @definition.function
(struct_specifier name: (type_identifier) @name body: (_) @body) @definition.struct
(union_specifier name: (type_identifier) @name body: (_) @body) @definition.struct
(enum_specifier name: (type_identifier) @name body: (_) @body) @definition.enum
(enumerator) @definition.variant
(type_definition) @definition.type
(type_definition type: (struct_specifier !name)) @definition.struct
(type_definition type: (enum_specifier !name)) @definition.enum
(field_declaration) @definition.field
(declaration) @definition.variable @binding
(preproc_def) @definition.constant
(preproc_function_def name: (identifier) @name parameters: (_) @params value: (_)? @body) @definition.macro
; A static variable inside a function says nothing of the function.
(function_definition (storage_class_specifier "static" @private))
(translation_unit (declaration (storage_class_specifier "static" @private)))
(declaration_list (declaration (storage_class_specifier "static" @private)))
