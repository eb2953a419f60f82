//! The platform that an executable file is for, read from its header.

/// The platform of an executable file, like `linux-x64`, from its first bytes; none for other files.
pub fn platform_of(start: &[u8]) -> Option<String> {
    let (os, cpu) = elf(start).or_else(|| mach_o(start)).or_else(|| pe(start))?;
    Some(format!("{os}-{cpu}"))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// `e_machine` of the ELF header (System V ABI).
fn elf(start: &[u8]) -> Option<(&'static str, &'static str)> {
    start.starts_with(b"\x7fELF").then_some(())?;
    let cpu = match u16_at(start, 18)? {
        62 => "x64",
        183 => "arm64",
        _ => "other",
    };
    Some(("linux", cpu))
}

/// `cputype` of the 64-bit Mach-O header (`mach/machine.h`).
fn mach_o(start: &[u8]) -> Option<(&'static str, &'static str)> {
    start.starts_with(b"\xcf\xfa\xed\xfe").then_some(())?;
    let cpu = match u32_at(start, 4)? {
        0x0100_0007 => "x64",
        0x0100_000c => "arm64",
        _ => "other",
    };
    Some(("darwin", cpu))
}

/// `Machine` of the COFF header behind `PE\0\0` (PE format).
fn pe(start: &[u8]) -> Option<(&'static str, &'static str)> {
    start.starts_with(b"MZ").then_some(())?;
    let header = usize::try_from(u32_at(start, 0x3c)?).ok()?;
    (start.get(header..header + 4)? == b"PE\0\0").then_some(())?;
    let cpu = match u16_at(start, header + 4)? {
        0x8664 => "x64",
        0xaa64 => "arm64",
        _ => "other",
    };
    Some(("win32", cpu))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_name_the_platform() {
        let mut elf = b"\x7fELF".to_vec();
        elf.resize(64, 0);
        elf[18] = 183;
        assert_eq!(platform_of(&elf).as_deref(), Some("linux-arm64"));
        let mach_o = b"\xcf\xfa\xed\xfe\x07\0\0\x01";
        assert_eq!(platform_of(mach_o).as_deref(), Some("darwin-x64"));
        let mut pe = b"MZ".to_vec();
        pe.resize(0x40, 0);
        pe[0x3c] = 0x40;
        pe.extend_from_slice(b"PE\0\0\x64\x86");
        assert_eq!(platform_of(&pe).as_deref(), Some("win32-x64"));
        assert_eq!(platform_of(b"#!/bin/sh"), None);
        assert_eq!(platform_of(b"MZ"), None);
    }
}
