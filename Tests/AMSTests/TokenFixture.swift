/// Tokens that other implementations made.
///
/// Those of PyJWT 2.15.1, `S` being `secret` below:
///
///     python3 -c 'import jwt; print(jwt.encode({"iss": "f866f138-0e2d-fd88-aa61-e8d21c7dbfee",
///         "aud": "6ea036bb-8cfb-46c5-a826-d001d3a0349b", "exp": 1700000060, "iat": 1700000000,
///         "o.a.p.ctenantId": "6607"}, S, algorithm="HS256"))'
enum TokenFixture {
    /// The secret of the documents' sample invoke.
    static let secret =
        "c4321e9f-19a7-48b2-9796-c21142c709c9-fb24667d-de63-4b6a-99af-10b23122a6d0"

    /// By the command above.
    static let pyJWT =
        """
        eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJmODY2ZjEzOC0wZTJkLWZkODgtYWE2MS1lOGQyMWM\
        3ZGJmZWUiLCJhdWQiOiI2ZWEwMzZiYi04Y2ZiLTQ2YzUtYTgyNi1kMDAxZDNhMDM0OWIiLCJleHAiOjE3MDAwMDA\
        wNjAsImlhdCI6MTcwMDAwMDAwMCwiby5hLnAuY3RlbmFudElkIjoiNjYwNyJ9.bzOKysj6Gwqdmzwj3ip4kdbush\
        fVxLxe9NtmWWWqB8k
        """

    /// With `headers={"typ": None}`.
    static let withoutType =
        """
        eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJmODY2ZjEzOC0wZTJkLWZkODgtYWE2MS1lOGQyMWM3ZGJmZWUiLCJhdWQ\
        iOiI2ZWEwMzZiYi04Y2ZiLTQ2YzUtYTgyNi1kMDAxZDNhMDM0OWIiLCJleHAiOjE3MDAwMDAwNjAsImlhdCI6MTc\
        wMDAwMDAwMCwiby5hLnAuY3RlbmFudElkIjoiNjYwNyJ9.j_18nudINajAFFmQVm-OHBIPadeKgutyFRzrkqq06R\
        Y
        """

    /// With `exp` and `iat` times 1000.
    static let milliseconds =
        """
        eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJmODY2ZjEzOC0wZTJkLWZkODgtYWE2MS1lOGQyMWM\
        3ZGJmZWUiLCJhdWQiOiI2ZWEwMzZiYi04Y2ZiLTQ2YzUtYTgyNi1kMDAxZDNhMDM0OWIiLCJleHAiOjE3MDAwMDA\
        wNjAwMDAsImlhdCI6MTcwMDAwMDAwMDAwMCwiby5hLnAuY3RlbmFudElkIjoiNjYwNyJ9.h5oQ03UVscgwrA-bjE\
        txH3GDd2HAgwZ8PLn3vpBArX4
        """

    /// With `"aud": ["x", "6ea036bb-8cfb-46c5-a826-d001d3a0349b"]`.
    static let audienceList =
        """
        eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJmODY2ZjEzOC0wZTJkLWZkODgtYWE2MS1lOGQyMWM\
        3ZGJmZWUiLCJhdWQiOlsieCIsIjZlYTAzNmJiLThjZmItNDZjNS1hODI2LWQwMDFkM2EwMzQ5YiJdLCJleHAiOjE\
        3MDAwMDAwNjAsImlhdCI6MTcwMDAwMDAwMCwiby5hLnAuY3RlbmFudElkIjoiNjYwNyJ9.1aTmH0MSmOf1e42dFN\
        ZT4xN8vAUuL-Nbshl49jrLKBQ
        """

    /// With `None` for the key and `algorithm="none"`.
    static let unsigned =
        """
        eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJpc3MiOiJmODY2ZjEzOC0wZTJkLWZkODgtYWE2MS1lOGQyMWM3\
        ZGJmZWUiLCJhdWQiOiI2ZWEwMzZiYi04Y2ZiLTQ2YzUtYTgyNi1kMDAxZDNhMDM0OWIiLCJleHAiOjE3MDAwMDAw\
        NjAsImlhdCI6MTcwMDAwMDAwMCwiby5hLnAuY3RlbmFudElkIjoiNjYwNyJ9.
        """

    /// With `algorithm="HS512"`.
    static let hs512 =
        """
        eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJmODY2ZjEzOC0wZTJkLWZkODgtYWE2MS1lOGQyMWM\
        3ZGJmZWUiLCJhdWQiOiI2ZWEwMzZiYi04Y2ZiLTQ2YzUtYTgyNi1kMDAxZDNhMDM0OWIiLCJleHAiOjE3MDAwMDA\
        wNjAsImlhdCI6MTcwMDAwMDAwMCwiby5hLnAuY3RlbmFudElkIjoiNjYwNyJ9.H5bPcg0g4ksoA2Ybx24IYOxd7B\
        gOhE9FJPfIQGNcbYkMvipOx0vck0Sa4FgX8Ds23ws3nlfqOdAy4p6esH8lFw
        """

    /// With `algorithm="RS256"` and a key of `openssl genrsa 2048`.
    static let rs256 =
        """
        eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJwIiwiYXVkIjoiNmVhMDM2YmItOGNmYi00NmM1LWE\
        4MjYtZDAwMWQzYTAzNDliIiwiZXhwIjoxNzAwMDAwMDYwLCJpYXQiOjE3MDAwMDAwMDAsIm8uYS5wLmN0ZW5hbnR\
        JZCI6IjY2MDcifQ.jhLyTXySmfzFLkIF2KdcgmKfdVm2CcTaIfgc3VBlFfvCQHJbooSO2XJZTrEKbYiYWZYcRE8f\
        S92tgCEF-_RP6bWta6cyg3D_bkt27NsfD5hDJeM_J1I1vAcuhTFgrx44TaIe15ZzO-SxT3kw1G0hEbVk1ZA1AcDO\
        -6gQAAyjMIq_b8VHRQvH34Sj758x_KVEyC9hCRQxl6R62U-eyuhCwWnkBpPa4Vzud6OYaRIJ0YrM2rYFyens4v-K\
        hnCXLYpBLC94Kh0_67QpKlLS8UT01keMSYba72xV-8a21zpP3MovnC_vqbOEFWcQsS_p6GiKpWNmHm8a62pX8_LA\
        B-wLSg
        """

    /// With `"iss": "38281836-4bb4-2cdb-6006-592a98d02da1"` and then
    /// `"sub": "a28b7df0-2a16-26e1-08e4-a302199208d9"`.
    static let forProduct =
        """
        eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiIzODI4MTgzNi00YmI0LTJjZGItNjAwNi01OTJhOTh\
        kMDJkYTEiLCJzdWIiOiJhMjhiN2RmMC0yYTE2LTI2ZTEtMDhlNC1hMzAyMTk5MjA4ZDkiLCJhdWQiOiI2ZWEwMzZ\
        iYi04Y2ZiLTQ2YzUtYTgyNi1kMDAxZDNhMDM0OWIiLCJleHAiOjE3MDAwMDAwNjAsImlhdCI6MTcwMDAwMDAwMCw\
        iby5hLnAuY3RlbmFudElkIjoiNjYwNyJ9.Xl5j3OTiqVMzbRFkEEOrhYf0Y5xXQd7Lg251pksGVpE
        """

    /// The claims of `ams-service-invoke`, with the header `{"alg":"HS256"}`, by openssl 3.0:
    ///
    ///     printf %s.%s $H $P | openssl dgst -sha256 -hmac $S -binary | openssl base64 -A
    static let openSSL =
        """
        eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJmODY2ZjEzOC0wZTJkLWZkODgtYWE2MS1lOGQyMWM3ZGJmZWUiLCJhdWQ\
        iOiI2ZWEwMzZiYi04Y2ZiLTQ2YzUtYTgyNi1kMDAxZDNhMDM0OWIiLCJleHAiOjE1MDY5NjQ1MTUwMDAsImlhdCI\
        6MTUwNjk2NDQ4NTAwMCwiby5hLnAuY3RlbmFudElkIjoiNjYwNyJ9.FtU-yWU5agkxzEuyOe-7jJ1QF3hVCc32D4\
        EkxGE616E
        """
}
