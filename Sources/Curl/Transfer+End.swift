internal import CCurl

extension Transfer {
    /// What came of the transfer, by libcurl's word.
    func end(_ code: CURLcode) -> Result<TransferResponse, TransferError> {
        defer { release() }
        let status = unsafe bridge_getinfo_long(easy, CURLINFO_RESPONSE_CODE)
        guard code == CURLE_OK, status >= 200, isHeadWhole else { return .failure(failure(code)) }
        let isNew = unsafe bridge_getinfo_long(easy, CURLINFO_NUM_CONNECTS) > 0
        let isGood = status < 300
        return .success(
            TransferResponse(
                status: status, retryAfter: isGood ? nil : header("Retry-After"),
                date: isGood && method != .get ? nil : header("Date"),
                body: exchange(&received, with: []),
                times: times(isNew: isNew), isNewConnection: isNew,
                certificate: tellsCertificate ? certificate : nil))
    }

    /// What is told when it is this side that ends the transfer.
    func end(_ reason: TransferError.Reason, _ message: String) -> TransferError {
        defer { release() }
        return error(reason, message)
    }

    /// The header, and of the body what went with it or after it. "At least", since the header is
    /// not counted again with a body that is too long for one piece.
    var requestBytesSent: Int {
        let header = unsafe bridge_getinfo_long(easy, CURLINFO_REQUEST_SIZE)
        let body = unsafe bridge_getinfo_offset(easy, CURLINFO_SIZE_UPLOAD_T)
        return max(header, Int(body))
    }

    /// When its answer must have begun, or when to ask again; `nil`: it has begun, or may take as
    /// long as the whole.
    func answerDue(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        guard headBytes == 0 else { return nil }
        let bodyBytesSent = unsafe bridge_getinfo_offset(easy, CURLINFO_SIZE_UPLOAD_T)
        return answerDelay.due(isSent: Int(bodyBytesSent) >= bodyCount, now: now)
    }

    private func failure(_ code: CURLcode) -> TransferError {
        switch refusal {
        case .repetition:
            return error(.notRepeated, "the connection died after a part of the request had left")
        case .address(let range) where socketsOpened == 0 || code == CURLE_ABORTED_BY_CALLBACK:
            return error(.addressRefused, "the address is \(range.rawValue): not allowed")
        default: break
        }
        if headBytes > Self.headBytesMax {
            return error(.badAnswer, "the answer's head is longer than \(Self.headBytesMax) bytes")
        }
        if isTooLarge || code == CURLE_FILESIZE_EXCEEDED {
            return error(.tooLarge, "the answer is longer than \(receivedMax) bytes")
        }
        if code == CURLE_OK {
            return isHeadWhole
                ? error(.badAnswer, "the answer has no final status")
                : error(.closedEarly, "the answer's head was cut short")
        }
        if code == CURLE_SSL_PINNEDPUBKEYNOTMATCH {
            return error(.pinMismatch, "the server's public key is none of those that are pinned")
        }
        let text =
            unsafe errorText.pointee == 0
            ? String(cString: curl_easy_strerror(code)) : String(cString: errorText)
        return error(TransferError.Reason(code, isSent: requestBytesSent > 0), text)
    }

    private func error(_ reason: TransferError.Reason, _ message: String) -> TransferError {
        TransferError(
            reason: reason, requestBytesSent: requestBytesSent, message: message,
            times: times(isNew: true))
    }

    private func times(isNew: Bool) -> TransferTimes {
        func time(_ info: CURLINFO) -> Duration {
            unsafe .microseconds(bridge_getinfo_offset(easy, info))
        }
        return TransferTimes(
            connected: isNew
                ? max(time(CURLINFO_CONNECT_TIME_T), time(CURLINFO_APPCONNECT_TIME_T)) : .zero,
            firstByte: time(CURLINFO_STARTTRANSFER_TIME_T), total: time(CURLINFO_TOTAL_TIME_T))
    }

    private var certificate: [UInt8]? {
        guard let text = unsafe bridge_certificate(easy) else { return nil }
        return Array(unsafe String(cString: text).utf8)
    }

    private func header(_ name: String) -> String? {
        guard let value = unsafe bridge_header(easy, name) else { return nil }
        return unsafe String(cString: value)
    }
}
