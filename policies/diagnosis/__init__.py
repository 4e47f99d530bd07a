"""The 诊断表: form → assessment → submission → delivery."""
