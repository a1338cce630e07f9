(line_comment) @comment
(block_comment) @comment
(modifiers (marker_annotation name: (identifier) @test (#any-of? @test "Test" "ParameterizedTest" "RepeatedTest" "TestFactory" "BeforeEach" "AfterEach" "BeforeAll" "AfterAll" "Before" "After")))
(modifiers (annotation name: (identifier) @test (#any-of? @test "Test" "ParameterizedTest" "RepeatedTest")))
