(line_comment) @comment
(block_comment) @comment
(annotation (user_type (identifier) @test (#any-of? @test "Test" "ParameterizedTest" "RepeatedTest" "BeforeEach" "AfterEach" "BeforeTest" "AfterTest" "Before" "After")))
