(class_declaration name: (identifier) @name (enum_class_body) @body) @definition.enum
(class_declaration "interface" name: (identifier) @name (class_body)? @body) @definition.interface
(class_declaration "class" name: (identifier) @name (primary_constructor (class_parameters) @params)? (class_body)? @body) @definition.class
(object_declaration name: (identifier) @name (class_body)? @body) @definition.class
(companion_object name: (identifier) @name (class_body)? @body) @definition.class
(enum_entry . (modifiers)? . (identifier) @name) @definition.variant
(type_alias type: (identifier) @name) @definition.type

(function_declaration name: (identifier) @name (function_value_parameters) @params . (function_body)? @body) @definition.function
(function_declaration name: (identifier) @name (function_value_parameters) @params . [(user_type) (nullable_type)] @type . (function_body)? @body) @definition.function
(function_declaration (user_type . (identifier) @owner) . name: (identifier) @name) @definition.function
(function_declaration (nullable_type (user_type . (identifier) @owner)) . name: (identifier) @name) @definition.function
(secondary_constructor "constructor" @name (function_value_parameters) @params (block)? @body) @definition.constructor

(class_parameter ["val" "var"] (identifier) @name . (_) @type) @definition.field
(class_body (property_declaration (variable_declaration (identifier) @name (_)? @type) (call_expression)? @binding.value) @definition.field)
(enum_class_body (property_declaration (variable_declaration (identifier) @name (_)? @type) (call_expression)? @binding.value) @definition.field)
(source_file (property_declaration (variable_declaration (identifier) @name (_)? @type) (call_expression)? @binding.value) @definition.variable)

(visibility_modifier "private" @private)
