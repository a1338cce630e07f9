(class_declaration declaration_kind: ["class" "actor"]) @definition.class
(class_declaration declaration_kind: "struct") @definition.struct
(class_declaration declaration_kind: "enum") @definition.enum
(class_declaration declaration_kind: "extension" name: (user_type (type_identifier) @name .) body: (_) @body) @container.type
(protocol_declaration) @definition.interface
(enum_entry name: (simple_identifier) @name) @definition.variant
(typealias_declaration) @definition.type

(function_declaration) @definition.function
(function_declaration "->" . (_) @type) @definition.function
(protocol_function_declaration) @definition.method
(protocol_function_declaration "->" . (_) @type) @definition.method
(init_declaration) @definition.constructor
(deinit_declaration "deinit" @name) @definition.method

(property_declaration) @definition.variable @binding
(property_declaration (type_annotation (_) @type @binding.type)) @definition.variable @binding
(protocol_property_declaration (type_annotation (_) @type)) @definition.field
(visibility_modifier "private" @private)
(visibility_modifier "fileprivate" @private)
