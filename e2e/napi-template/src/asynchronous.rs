//! What gives a promise: asynchronous functions, tasks on other threads, functions that threads call.

use std::future::Future;

use napi::bindgen_prelude::*;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;

#[napi]
pub async fn later(length: u32) -> Result<Buffer> {
    if length == 0 {
        return Err(Error::from_reason("nothing to give"));
    }
    Ok(vec![1_u8; length as usize].into())
}

#[napi]
pub async fn after(value: Promise<u32>) -> Result<u32> {
    Ok(value.await? + 1)
}

pub struct Square(u32);

#[napi]
impl Task for Square {
    type Output = u32;
    type JsValue = u32;

    fn compute(&mut self) -> Result<u32> {
        Ok(self.0 * self.0)
    }

    fn resolve(&mut self, _env: Env, output: u32) -> Result<u32> {
        Ok(output)
    }
}

#[napi]
pub fn square(value: u32, signal: Option<AbortSignal>) -> AsyncTask<Square> {
    AsyncTask::with_optional_signal(Square(value), signal)
}

#[napi]
pub fn call_from_thread(callback: ThreadsafeFunction<u32>) {
    std::thread::spawn(move || {
        callback.call(Ok(5), ThreadsafeFunctionCallMode::Blocking);
    });
}

/// Counts down in a `for await` loop.
#[napi(async_iterator)]
pub struct SlowCountdown {
    left: u32,
}

#[napi]
impl AsyncGenerator for SlowCountdown {
    type Yield = u32;
    type Next = ();
    type Return = ();

    fn next(
        &mut self,
        _value: Option<()>,
    ) -> impl Future<Output = Result<Option<u32>>> + Send + 'static {
        let next = self.left.checked_sub(1);
        self.left = next.unwrap_or_default();
        async move { Ok(next) }
    }
}

#[napi]
impl SlowCountdown {
    #[napi(constructor)]
    pub fn new(from: u32) -> Self {
        Self { left: from }
    }
}
