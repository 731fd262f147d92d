import Curl

extension CurlClient {
    /// Performs a request for a command, which has nothing else to do: waits for its end.
    func result(of request: TransferRequest) -> Result<TransferResponse, TransferError> {
        let answer = Answer<Result<TransferResponse, TransferError>> {
            do throws(TransferError) {
                return .success(try await self.perform(request))
            } catch {
                return .failure(error)
            }
        }
        return answer.wait()
    }
}
