//! A corpus of secrets and of what only looks like them. All secrets are made up, and those that have a vendor's form are put
//! together here, so that nobody's scanner takes them for real.

use super::*;

/// Letters and digits as if by lot, the same each time.
fn lot(length: usize, letters: &str, seed: u64) -> String {
    let mut random = fastrand::Rng::with_seed(seed);
    let letters = letters.as_bytes();
    (0..length).map(|_| char::from(letters[random.usize(..letters.len())])).collect()
}

const ALL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const HEX: &str = "0123456789abcdef";

fn all(length: usize) -> String {
    lot(length, ALL, length as u64)
}

fn hex(length: usize) -> String {
    lot(length, HEX, length as u64)
}

/// Vendors' tokens, by kind.
fn vendor_tokens() -> Vec<(&'static str, String)> {
    vec![
        ("cloud key", format!("AK{}{}", "IA", lot(16, UPPER, 1))),
        ("cloud key", format!("AI{}{}", "za", all(35))),
        ("cloud key", format!("GOC{}{}", "SPX-", all(28))),
        ("cloud key", format!("do{}_v1_{}", "p", hex(64))),
        ("cloud key", format!("hv{}.{}", "s", all(40))),
        ("access token", format!("gh{}_{}", "p", all(36))),
        ("access token", format!("github{}_{}", "_pat", all(60))),
        ("access token", format!("gl{}-{}", "pat", all(20))),
        ("access token", format!("xo{}-{}-{}", "xb", "123456789012", all(24))),
        ("access token", format!("hooks.slack.{}/services/T0/B0/{}", "com", all(24))),
        ("access token", format!("fi{}_{}", "gd", all(40))),
        ("payment key", format!("sk_{}_{}", "live", all(24))),
        ("payment key", format!("wh{}_{}", "sec", all(32))),
        ("mail key", format!("S{}.{}.{}", "G", all(22), all(43))),
        ("model key", format!("sk-{}-{}", "ant", all(80))),
        ("model key", format!("sk-{}-{}", "proj", all(80))),
        ("model key", format!("s{}-{}", "k", all(48))),
        ("model key", format!("h{}_{}", "f", all(34))),
        ("registry token", format!("np{}_{}", "m", all(36))),
        ("registry token", format!("py{}-{}", "pi", all(120))),
        ("session token", format!("ey{0}{1}.ey{0}{2}.{3}", "J", all(30), all(60), all(43))),
    ]
}

#[test]
fn vendors_tokens_are_known_by_their_form() {
    for (kind, token) in vendor_tokens() {
        for text in [format!("x = f(\"{token}\")\n"), format!("{token}\n"), format!("curl {token} -v"), format!("# see {token}.")]
        {
            let hidden = scrub(&text);
            assert!(hidden.contains(&format!("<hidden: {kind}>")), "{kind}: {text} -> {hidden}");
            assert!(!hidden.contains(&token[token.len() - 8..]), "{kind}: {hidden}");
            assert_eq!(hidden.lines().count(), text.lines().count());
        }
    }
}

/// Lines with a secret, which stands between `⟦` and `⟧`, and the kind that it is.
const HIDDEN: &[(&str, &str)] = &[
    ("password", r#"password = "⟦correct horse battery⟧""#),
    ("password", r#"password = "⟦hunter2⟧""#),
    ("password", r#"let db_password: &str = "⟦correcthorse⟧";"#),
    ("password", r#"const PASSWORD: &'static str = "⟦swordfish⟧";"#),
    ("password", r#"String dbPassword = "⟦s3cr3t!⟧";"#),
    ("password", r#"{"user": "app", "password": "⟦pa55⟧", "port": 1}"#),
    ("password", r#"'password' => '⟦tiger⟧',"#),
    ("password", r#"$config['db_password'] = '⟦tiger⟧';"#),
    ("password", "DB_PASSWORD=⟦hunter⟧"),
    ("password", "export PGPASSWORD=⟦pg-pw-1⟧"),
    ("password", "  - MYSQL_ROOT_PASSWORD=⟦rootpw⟧"),
    ("password", "  POSTGRES_PASSWORD: ⟦postgres⟧"),
    ("password", "spring.datasource.password=⟦Sup3r!⟧"),
    ("password", "password: ⟦hunter2⟧"),
    ("password", "    smtp_pass: ⟦abc123def⟧"),
    ("password", "mysql -u root --password=⟦Tr0ub4dor⟧ db"),
    ("password", "tool login --password ⟦hunter22⟧ --user me"),
    ("password", r#"if (password === "⟦letmein1⟧") {"#),
    ("password", r#"db_password := "⟦gopher1⟧""#),
    ("password", r#"  :password => "⟦rubyist⟧","#),
    ("password", r#"<password>⟦tomcat⟧</password>"#),
    ("password", r#"set_password("⟦hunter22⟧")"#),
    ("password", r#"conn = "Server=db;User Id=sa;Password=⟦Pa55w0rd⟧;Encrypt=true""#),
    ("password", r#"url = "postgres://app:⟦s3cr3t⟧@db.example.org:5432/app""#),
    ("password", "redis://:⟦abc⟧@localhost:6379/0"),
    ("password", "https://me:⟦pa:ss@w⟧@example.org/x?y=1"),
    ("password", r#"body = "{\"password\": \"⟦hunter2⟧\"}""#),
    ("secret", r#"client_secret: "⟦f00dcafe99⟧","#),
    ("secret", r#"SECRET = b'⟦not-so-hidden⟧'"#),
    ("secret", "JWT_SECRET=⟦keyboardcat⟧"),
    ("token", r#"token = "⟦a8f5f167f44f4964e6c998dee827110c⟧""#),
    ("token", "GITLAB_TOKEN: ⟦abcd1234efgh5678⟧"),
    ("token", "Authorization: Bearer ⟦abcdef0123456789abcdef⟧"),
    ("token", r#"curl -H "Authorization: Basic ⟦dXNlcjpwYXNzd29yZA==⟧""#),
    ("token", "GET /v1/x?access_token=⟦abc123def456⟧&page=2"),
    ("token", r#"os.environ["API_TOKEN"] = "⟦tok3n-va1ue-9⟧""#),
    ("key", r#"api_key = "⟦1234567890abcdef⟧""#),
    ("key", r#"apiKey: '⟦q1w2e3r4t5⟧',"#),
    ("key", r#""x-api-key": "⟦q1w2e3r4t5y6⟧""#),
    ("key", "AccountKey=⟦dGhpcyBpcyBub3QgYSBrZXk0Mg==⟧;EndpointSuffix=x"),
    ("key", "ENCRYPTION_KEY=⟦00112233445566778899aabbccddeeff⟧"),
    ("high-entropy literal", "return sign(\"⟦k9Xw2LqT7vBn4RzE8mPc1YdF6hGs3JaU⟧\")"),
    ("high-entropy literal", "- value: ⟦Zm9v/YmFy+Q3V4T7k2Jp9Lx0Wc8Rb5Nd1Hg6==⟧"),
];

/// Lines of which nothing may be hidden.
const SHOWN: &[&str] = &[
    "password = get_password()",
    "let password = String::new();",
    "password: String,",
    "pub token: Option<Token>,",
    "  password: string;",
    "  password?: string | null;",
    "def login(user: str, password: str) -> Token:",
    "password = os.environ[\"DB_PASSWORD\"]",
    "password=os.getenv('DB_PASSWORD')",
    "const token = await getToken(user);",
    "const { password, token } = req.body;",
    "token = next_token(tokens)",
    "let token = tokens[index1];",
    "if token == \"if\" || token == \"else\" {",
    "token = Token::Identifier",
    "tokens = tokenizer.encode(text, max_tokens=2048)",
    "MAX_TOKENS=4096",
    "max_tokens: 4096",
    "primary_key: true",
    "key = \"user_id\"",
    "\"key\": \"value1234\",",
    "cache_key = f\"user:{user_id}:profile\"",
    "foreignKey: 'account_id2',",
    "<input type=\"password\" name=\"password\" placeholder=\"Password\">",
    "label: { password: \"Password\", token: \"Token\" }",
    "\"password\": \"Your password must have 8 characters\"",
    "password: 'form.password.label'",
    "PASSWORD_FIELD = \"password\"",
    "password = \"${DB_PASSWORD}\"",
    "password: {{ .Values.password }}",
    "DB_PASSWORD=$DB_PASSWORD",
    "DB_PASSWORD=<your password>",
    "API_KEY=your-api-key-here",
    "api_key = \"YOUR_API_KEY\"",
    "password = \"********\"",
    "secret: \"xxxxxxxx\"",
    "token_url = \"https://example.org/oauth2/token\"",
    "secretName: tls-certificate-2",
    "tokenType = \"Bearer\"",
    "import secrets",
    "from app.tokens import token_v2",
    "assert_eq!(token.kind, TokenKind::Number1);",
    "commit 3f786850e387550fdab836ed7e6dc881de23001b",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  file.txt",
    "checksum = \"d4f1d3b3e6f4f2a1a9c0b8f7e6d5c4b3a2918070f6e5d4c3b2a1908f7e6d5c4b\"",
    "id: 123e4567-e89b-12d3-a456-426614174000",
    "\"integrity\": \"sha512-k9Xw2LqT7vBn4RzE8mPc1YdF6hGs3JaUk9Xw2LqT7vBn4RzE8mPc1YdF6hGs3JaUQ==\"",
    "golang.org/x/net v0.1.0 h1:k9Xw2LqT7vBn4RzE8mPc1YdF6hGs3JaU5oQw=",
    "url(data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk)",
    "getUserByEmailAddressAndOrganizationId2WithRetries()",
    "const ABSOLUTELY_VERY_LONG_CONSTANT_NAME_2024 = 1",
    "use crate::index::graph::tests::misleading_names_v2::SomethingLong;",
    "server/crates/model/src/gateway/Tests/Fixtures/2024/Case01/Input.json",
    "https://example.org/a/b@c:d/e",
    "http://localhost:8080/path",
    "git@github.com:org/repo.git",
    "postgres://localhost:5432/app",
    "postgres://app:${DB_PASSWORD}@db:5432/app",
    "aria-labelledby=\"password-label\" autocomplete=\"current-password\"",
    "sk-circle-fade-dot animation-delay",
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/",
    "-----BEGIN PUBLIC KEY-----",
    "_ZN4core3fmt9Formatter9write_str17h0123456789abcdefE",
    "private val passwordEncoder: PasswordEncoder = BCryptPasswordEncoder()",
    "#[serde(rename = \"accessToken\")]",
    "expect(screen.getByLabelText(\"Password\")).toBeVisible();",
    "var pwd = process.cwd();",
    "export default keyframes2;",
    "api_key=api_key2,",
    "client = Client(token=token1, password=password)",
    "secret: { type: String, required: true },",
    "secretRef: name-of-secret",
    "fail(\"--password can only be set in the file\")",
    "\"INCORRECT_PASSWORD\": \"密码不正确\",",
    " * [0]: https://docs.example.org/document/d/1U1RGAehQwRypUTovF1KRlpiOFze0b-_2gc6fAH0KY0k/edit",
    "[aux_sym_document_token1] = \"document_token1\",",
    "pub const typeToken: DescType = 0x746f6b65;",
    "trait ToF32LosslessViaConvertToSingle: FloatConvert<Single> {",
    "password_hash = bcrypt.hashpw(password, salt)",
];

#[test]
fn what_is_secret_is_hidden_and_nothing_else_of_the_line() {
    let mut wrong = Vec::new();
    for (kind, marked) in HIDDEN {
        let (before, rest) = marked.split_once('⟦').expect("a mark");
        let (_, after) = rest.split_once('⟧').expect("a mark");
        let text = format!("fn before() {{}}\n{before}{}\nafter()\n", rest.replace('⟧', ""));
        let expected = format!("fn before() {{}}\n{before}<hidden: {kind}>{after}\nafter()\n");
        let hidden = scrub(&text);
        if hidden != expected {
            wrong.push(format!("{marked}\n   -> {}", hidden.lines().nth(1).unwrap_or_default()));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), HIDDEN.len(), wrong.join("\n"));
}

#[test]
fn what_only_speaks_of_secrets_is_shown() {
    let mut wrong = Vec::new();
    for line in SHOWN {
        let text = format!("{{\n{line}\n}}\n");
        let hidden = scrub(&text);
        if hidden != text {
            wrong.push(hidden.lines().nth(1).unwrap_or_default().to_owned());
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), SHOWN.len(), wrong.join("\n"));
}

fn private_key(lines: usize, end: bool) -> String {
    let mark = |word: &str| format!("-----{word} RSA {} KEY-----", "PRIVATE");
    let body = (0..lines).map(|line| lot(64, ALL, line as u64));
    let all: Vec<String> = [mark("BEGIN")].into_iter().chain(body).chain(end.then(|| mark("END"))).collect();
    all.join("\n") + "\n"
}

#[test]
fn private_keys_are_hidden_line_by_line() {
    let text = format!("before()\n{}after()\n", private_key(20, true));
    let hidden = scrub(&text);
    assert_eq!(hidden.lines().count(), text.lines().count());
    assert!(hidden.starts_with("before()\n-----BEGIN RSA PRIVATE KEY-----\n<hidden: private key>\n"), "{hidden}");
    assert!(hidden.ends_with("-----END RSA PRIVATE KEY-----\nafter()\n"), "{hidden}");
    assert_eq!(hidden.matches("<hidden: private key>").count(), 20);
}

#[test]
fn a_key_that_was_cut_off_is_hidden_and_the_code_after_it_is_not() {
    let text = format!("{}fn after_the_key() {{ return 1; }}\n{{\n", private_key(5, false));
    let hidden = scrub(&text);
    assert_eq!(hidden.matches("<hidden").count(), 5, "{hidden}");
    assert!(hidden.ends_with("fn after_the_key() { return 1; }\n{\n"), "{hidden}");
    // Without its first line it is still letters by lot.
    let tail: String = private_key(5, false).split_inclusive('\n').skip(1).collect();
    assert_eq!(scrub(&tail).matches("<hidden").count(), 5);
}

#[test]
fn a_key_in_one_string_keeps_the_string() {
    let text = format!("key = \"{}\"\n", private_key(3, true).replace('\n', "\\n"));
    let hidden = scrub(&text);
    let mark = "<hidden: private key>";
    let begin = "-----BEGIN RSA PRIVATE KEY-----";
    assert!(hidden.starts_with(&format!("key = \"{begin}\\n{mark}\\n{mark}\\n{mark}\\n-----END")), "{hidden}");
    assert!(hidden.ends_with("-----\\n\"\n"), "{hidden}");
}

#[test]
fn the_same_text_gives_the_same_marks() {
    let text = "password = \"hunter2\"\npassword = \"hunter2\"\n";
    assert_eq!(scrub(text), scrub(text));
    let once = scrub(text).into_owned();
    assert_eq!(scrub(&once), once, "marks are no secrets");
}

#[test]
fn a_secret_around_the_cursor_is_found_in_the_joined_text() {
    let (mut prefix, mut suffix) = ("x = 1\npassword = \"hun".to_owned(), "ter2\"\ny = 2\n".to_owned());
    let mut counts = Counts::new();
    hide_around(&mut prefix, &mut suffix, &mut counts);
    assert_eq!(prefix, "x = 1\npassword = \"<hidden: password>");
    assert_eq!(suffix, "<hidden: password>\"\ny = 2\n");
    assert_eq!(counts, [("password", 1)]);
}

#[test]
fn every_field_of_a_request_is_looked_at() {
    use crate::{ChatMessage, ChatRequest, Limits, Speaker};
    let line = || "password = \"hunter2\"".to_owned();
    let request = Request::Chat(ChatRequest {
        system: line(),
        messages: vec![
            ChatMessage { speaker: Speaker::User, text: line() },
            ChatMessage { speaker: Speaker::Assistant, text: line() },
        ],
        limits: Limits { max_tokens: 1, temperature: 0.0, stop: vec![line()] },
    });
    let (outbound, counts) = Scrubber::default().clear(request).expect("cleared");
    assert_eq!(counts, [("password", 4)]);
    assert!(!format!("{:?}", *outbound).contains("hunter2"));
}

#[test]
fn texts_in_any_script_stay_whole() {
    for text in [
        "пароль = \"тайна\"",
        "password = \"пароль1\"",
        "密码: password: 密1",
        "\u{1F511}token=\u{1F511}",
        "password=\"\\é\"",
        "a\0b",
    ] {
        let hidden = scrub(text);
        assert!(hidden.len() >= text.len() || hidden.contains("<hidden"), "{hidden}");
    }
}

/// Texts that made other scanners slow: endless lines of the beginnings of secrets.
#[test]
fn endless_lines_cost_no_more_than_their_length() {
    let million = 1 << 20;
    // A build without optimisation is slower, and a busy machine more so; what is quadratic takes minutes.
    let hostile = [
        "password=",
        "password ",
        "password\"",
        "a_secret_token_key",
        "://a:b",
        "-----BEGIN PRIVATE KEY-----",
        "eyJ",
        "eyJaaaaaaaaaa.",
        "sk-",
        "Bearer ",
        "=\"",
        "\\\"",
        "A1b2C3d4",
        "key: ",
        "<token>",
        "token:Aa<",
        "--password ",
    ];
    for part in hostile {
        let text = part.repeat(million / part.len());
        let started = std::time::Instant::now();
        let _ = scrub(&text);
        let elapsed = started.elapsed();
        assert!(elapsed.as_secs() < 5, "{part:?}: {elapsed:?} for 1 MB");
    }
}
