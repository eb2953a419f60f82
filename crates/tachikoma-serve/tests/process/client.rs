//! A client of the API that needs no library: a request a connection, whose answer ends with it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::LONG;

/// Calls the API at an address.
#[derive(Clone)]
pub struct Client {
    pub address: String,
    pub token: Option<String>,
}

/// What a request was answered.
#[derive(Clone, Debug)]
pub struct Answered {
    pub status: u16,
    pub text: String,
}

impl Answered {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }
}

impl Client {
    pub fn new(address: String) -> Self {
        Self {
            address,
            token: None,
        }
    }

    pub fn get(&self, path: &str) -> Answered {
        self.call("GET", path, &[], "")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answered {
        self.call(
            "POST",
            path,
            &["Content-Type: application/json"],
            &body.to_string(),
        )
    }

    pub fn call(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Answered {
        self.try_to_call(method, path, headers, body).unwrap()
    }

    /// The same, where nobody may answer.
    pub fn try_to_call(
        &self,
        method: &str,
        path: &str,
        headers: &[&str],
        body: &str,
    ) -> std::io::Result<Answered> {
        let mut reader = self.open(method, path, headers, body)?;
        let status = read_head(&mut reader)?;
        let mut text = String::new();
        reader.read_to_string(&mut text)?;
        Ok(Answered { status, text })
    }

    /// HTTP/1.0 has no chunks: a stream is its lines.
    fn open(
        &self,
        method: &str,
        path: &str,
        headers: &[&str],
        body: &str,
    ) -> std::io::Result<BufReader<TcpStream>> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(LONG))?;
        let mut head = format!("{method} {path} HTTP/1.0\r\nHost: {}\r\n", self.address);
        for header in headers {
            head.push_str(&format!("{header}\r\n"));
        }
        if let Some(token) = &self.token {
            head.push_str(&format!("Authorization: Bearer {token}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        stream.write_all(head.as_bytes())?;
        Ok(BufReader::new(stream))
    }

    /// Reads server-sent events until the stream ends: the number and the data of each.
    pub fn stream(&self, path: &str, after: Option<u64>) -> Vec<(u64, Value)> {
        let last = after.map(|number| format!("Last-Event-ID: {number}"));
        let headers: Vec<&str> = last.iter().map(String::as_str).collect();
        let mut reader = self.open("GET", path, &headers, "").unwrap();
        let status = read_head(&mut reader).unwrap();
        assert!(matches!(status, 200 | 204), "{status}");
        let (mut events, mut number) = (Vec::new(), 0);
        // A connection that breaks is a stream that ends.
        for line in reader.lines().map_while(Result::ok) {
            if let Some(id) = line.strip_prefix("id:") {
                number = id.trim().parse().unwrap();
            } else if let Some(data) = line.strip_prefix("data:") {
                events.push((number, serde_json::from_str(data).unwrap()));
            }
        }
        events
    }

    /// The build, when it is as `is` wants it.
    pub fn wait_for(&self, task: &str, is: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let answered = self.get(&format!("/builds/{task}"));
            assert_eq!(answered.status, 200, "{answered:?}");
            let build = answered.json();
            if is(&build) {
                return build;
            }
            assert!(began.elapsed() < LONG, "{build:#}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// The build, when it has ended.
    pub fn wait_for_end(&self, task: &str) -> Value {
        self.wait_for(task, |build| {
            ["completed", "failed", "cancelled"]
                .iter()
                .any(|status| build["status"] == *status)
        })
    }
}

fn read_head(reader: &mut BufReader<TcpStream>) -> std::io::Result<u16> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|text| text.parse().ok());
    while line.trim_end() != "" {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            break;
        }
    }
    status.ok_or_else(|| std::io::Error::other("no head"))
}
