/// Messages of the product, as its documents and captures show them.
enum Fixture {
    /// `ams-service-invoke`, "Invocation with data", its record definition filled in.
    static let invokeWithData = [UInt8](
        """
        {
         "instanceContext": {
          "appId": "38281836-4bb4-2cdb-6006-592a98d02da1",
          "appVersion": null,
          "installId": "a28b7df0-2a16-26e1-08e4-a302199208d9",
          "instanceId": "6ea036bb-8cfb-46c5-a826-d001d3a0349b",
          "serviceId": "13023bae-8350-f75f-d953-f7a96d6928b6",
          "tenantId": "6607",
          "productId": "78ffbba2-cf29-a607-c611-3f05e9199a39",
          "maxPushBatchSize": 1000,
          "secret": "c4321e9f-19a7-48b2-9796-c21142c709c9-fb24667d-de63-4b6a-99af-10b23122a6d0",
          "recordDefinition": {
           "inputParameters": [
            { "name": "appcloud_row_correlation_id", "dataType": "Text", "width": 40,
              "unique": true, "required": true },
            { "name": "country", "dataType": "Text", "width": 40.0 },
            { "name": "city", "dataType": "Text" }
           ],
           "outputParameters": [
            { "name": "appcloud_row_correlation_id", "dataType": "Text", "width": 40 },
            { "name": "appcloud_row_status", "dataType": "Text", "width": 10,
              "possibleValues": ["success", "warning", "failure"] },
            { "name": "appcloud_row_errormessage", "dataType": "Text", "width": 5120 },
            { "name": "GREETING", "dataType": "Text", "width": null }
           ]
          },
          "maxBatchSize": 1000
         },
         "dataSet": {
          "id": "my-test-data-set",
          "rows": [
           ["72a50e37-4dbc-4c97-bb4e-366dd4dcce6d", "Canada", "Toronto"]
          ],
          "size": null
         },
         "productExportEndpoint": null,
         "productImportEndpoint": {
          "url": "http://localhost:10000/data",
          "method": "POST",
          "headers": {}
         },
         "onCompletionCallbackEndpoint": {
          "url": "http://localhost:10000/feedback",
          "method": "POST",
          "headers": {}
         },
         "maxPullPageSize": 5,
         "maxPushBatchSize": 5
        }
        """.utf8)

    /// `ams-service-invoke`, "Invocation without data", filled in likewise.
    static let invokeWithoutData = [UInt8](
        """
        {
         "instanceContext": {
          "appId": "38281836-4bb4-2cdb-6006-592a98d02da1",
          "appVersion": null,
          "installId": "a28b7df0-2a16-26e1-08e4-a302199208d9",
          "instanceId": "6ea036bb-8cfb-46c5-a826-d001d3a0349b",
          "serviceId": "13023bae-8350-f75f-d953-f7a96d6928b6",
          "tenantId": "6607",
          "productId": "78ffbba2-cf29-a607-c611-3f05e9199a39",
          "maxPushBatchSize": 1000,
          "secret": "c4321e9f-19a7-48b2-9796-c21142c709c9-fb24667d-de63-4b6a-99af-10b23122a6d0",
          "recordDefinition": {
           "inputParameters": [
            { "name": "appcloud_row_correlation_id", "dataType": "Text", "width": 40,
              "unique": true, "required": true },
            { "name": "country", "dataType": "Text", "width": 40.0 },
            { "name": "city", "dataType": "Text" }
           ],
           "outputParameters": [
            { "name": "appcloud_row_correlation_id", "dataType": "Text", "width": 40 },
            { "name": "appcloud_row_status", "dataType": "Text", "width": 10,
              "possibleValues": ["success", "warning", "failure"] },
            { "name": "appcloud_row_errormessage", "dataType": "Text", "width": 5120 },
            { "name": "GREETING", "dataType": "Text", "width": null }
           ]
          },
          "maxBatchSize": 1000
         },
         "dataSet": {
          "id": "my-test-data-set",
          "rows": null,
          "size": 6
         },
         "productExportEndpoint": {
          "url": "http://localhost:10001/data",
          "method": "GET",
          "headers": {}
         },
         "productImportEndpoint": {
          "url": "http://localhost:10001/data",
          "method": "POST",
          "headers": {}
         },
         "onCompletionCallbackEndpoint": {
          "url": "http://localhost:10001/feedback",
          "method": "PATCH",
          "headers": {}
         },
         "maxPullPageSize": 5,
         "maxPushBatchSize": 5
        }
        """.utf8)

    /// Protocol notes on AMS, section 9: the shape of a captured invoke.
    static let capturedInvoke = [UInt8](
        """
        {"instanceContext":{"appId":"11111111-1111-4111-8111-111111111111","installId":"22222222\
        -2222-4222-8222-222222222222","instanceId":"33333333-3333-4333-8333-333333333333","servi\
        ceId":"44444444-4444-4444-8444-444444444444","tenantId":"90001","productId":"55555555-55\
        55-4555-8555-555555555555","maxPushBatchSize":1,"secret":"66666666-6666-4666-8666-666666\
        666666-77777777-7777-4777-8777-777777777777","recordDefinition":{"inputParameters":[{"na\
        me":"appcloud_row_correlation_id","dataType":"Text","width":40,"unique":true,"required":\
        true},{"name":"CUSTOMER_ID_","dataType":"Text","width":40,"required":true,"readOnly":tru\
        e}],"outputParameters":[{"name":"appcloud_row_correlation_id","dataType":"Text","width":\
        40,"readOnly":false},{"name":"appcloud_row_status","dataType":"Text","width":40,"readOnl\
        y":false},{"name":"appcloud_row_errormessage","dataType":"Text","width":255,"readOnly":f\
        alse},{"name":"STATUS","dataType":"Text","width":40,"readOnly":false}]},"maxBatchSize":1\
        },"dataSet":{"id":"88888888-8888-4888-8888-888888888888","rows":[["139690700000;8;163211\
        8865","1234567890"]],"size":1},"productImportEndpoint":{"url":"http://127.0.0.1:10001/re\
        st/appcloud/v1/tenants/90001/datasets/88888888-8888-4888-8888-888888888888-20210921-4300\
        001","method":"POST","headers":{}},"onCompletionCallbackEndpoint":{"url":"http://127.0.0\
        .1:10001/rest/appcloud/v1/tenants/90001/executions/88888888-8888-4888-8888-888888888888-\
        20210921-4300001","method":"PATCH","headers":{}},"maxPullPageSize":10000,"maxPushBatchSi\
        ze":10000}
        """.utf8)

    /// Protocol notes on AMS, section 9: an export page with names in upper case.
    static let exportPage = [UInt8](
        """
        {"fieldDefinitions":[{"name":"APPCLOUD_ROW_CORRELATION_ID","dataType":"Text","width":40}\
        ,{"name":"CUSTOMER_ID_","dataType":"Text","width":255,"readOnly":true}],"dataSet":{"id":\
        "88888888-8888-4888-8888-888888888888","size":2,"rows":[["139690700000;208;1632366954","\
        1234567890"],["139690700001;228;1632366954","1234567891"]]}}
        """.utf8)

    /// Protocol notes on AMS, section 9: an import with the full record definition.
    static let importBody = [UInt8](
        """
        {"fieldDefinitions":[{"name":"appcloud_row_correlation_id","dataType":"Text","width":40,\
        "unique":true,"required":true,"readOnly":null,"minimumValue":null,"maximumValue":null,"p\
        ossibleValues":null,"format":null,"resources":null},{"name":"appcloud_row_status","dataT\
        ype":"Text","width":10,"unique":null,"required":true,"readOnly":null,"minimumValue":null\
        ,"maximumValue":null,"possibleValues":["success","warning","failure"],"format":null,"res\
        ources":null},{"name":"appcloud_row_errormessage","dataType":"Text","width":5120,"unique\
        ":null,"required":null,"readOnly":null,"minimumValue":null,"maximumValue":null,"possible\
        Values":null,"format":null,"resources":null}],"dataSet":{"id":"88888888-8888-4888-8888-8\
        88888888888","rows":[["139690700000;208;1632366954","success",""],["139690700001;228;163\
        2366954","failure","process timed out"]],"size":null}}
        """.utf8)
}
