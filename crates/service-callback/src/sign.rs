//! Signatures of Standard Webhooks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::key::authenticate;

/// `webhook-signature`: one signature for each secret, so that a receiver with either of them finds its own.
pub(crate) fn signature(secrets: &[Vec<u8>], id: &str, seconds: i64, body: &str) -> String {
    let seconds = seconds.to_string();
    let parts = [
        id.as_bytes(),
        b".",
        seconds.as_bytes(),
        b".",
        body.as_bytes(),
    ];
    let signatures: Vec<String> = secrets
        .iter()
        .map(|secret| format!("v1,{}", STANDARD.encode(authenticate(secret, &parts))))
        .collect();
    signatures.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of the Standard Webhooks' own libraries.
    #[test]
    fn the_signature_is_that_of_the_standard() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = r#"{"test": 2432232314}"#;
        assert_eq!(
            signature(
                &[secret],
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330,
                body
            ),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn there_is_one_for_each_secret() {
        let both = signature(&[vec![1], vec![2]], "a", 1, "b");
        let (one, other) = both.split_once(' ').unwrap();
        assert_eq!(one, signature(&[vec![1]], "a", 1, "b"));
        assert_eq!(other, signature(&[vec![2]], "a", 1, "b"));
    }
}
