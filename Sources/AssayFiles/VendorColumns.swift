/// The headers under which each format writes its columns, folded (`ColumnHeader.folded`).
///
/// Data, one table a format: the same word means different things in different software
/// (TraceFinder's `RT` is the expected time, Shimadzu's `Type` is not the sample type).
enum VendorColumns {
    static let canonical: [String: AssayColumn] = [
        "sampleid": .sampleText, "sample": .sampleText, "样本编号": .sampleText, "样品编号": .sampleText, "样品号": .sampleText, "样本号": .sampleText,
        "analyte": .compound, "compound": .compound, "被测物": .compound, "目标物": .compound, "分析物": .compound, "化合物": .compound,
        "检测项目": .compound, "result": .concentration, "concentration": .concentration, "结果": .concentration, "检测结果": .concentration,
        "浓度": .concentration, "unit": .unit, "units": .unit, "单位": .unit, "qualifier": .qualifier, "限定符": .qualifier, "结果标识": .qualifier,
        "定性": .qualifier, "lod": .limitOfDetection, "检出限": .limitOfDetection, "loq": .limitOfQuantification, "定量限": .limitOfQuantification,
        "定量下限": .limitOfQuantification, "uloq": .upperLimit, "定量上限": .upperLimit, "batch": .batch, "批次": .batch, "批号": .batch,
        "injection": .injection, "进样": .injection, "进样名称": .injection, "injectionname": .injection, "sampletype": .sampleType, "样品类型": .sampleType,
        "样本类型": .sampleType, "analysedat": .acquiredAt, "analyzedat": .acquiredAt, "分析时间": .acquiredAt, "检测时间": .acquiredAt,
        "istdrecoverypct": .internalStandardRecovery, "istdrecovery": .internalStandardRecovery, "内标回收率": .internalStandardRecovery,
        "内标回收率%": .internalStandardRecovery, "ionratio": .ionRatio, "离子比": .ionRatio, "ionratioexpected": .ionRatioExpected,
        "离子比期望": .ionRatioExpected, "离子比参考": .ionRatioExpected, "rtmin": .retentionTime, "rt": .retentionTime, "保留时间": .retentionTime,
        "rtexpectedmin": .retentionTimeExpected, "期望保留时间": .retentionTimeExpected, "参考保留时间": .retentionTimeExpected, "dilution": .dilution,
        "稀释倍数": .dilution, "稀释": .dilution, "expected": .expected, "期望值": .expected, "理论值": .expected, "理论浓度": .expected,
        "calibrationr2": .calibrationR2, "校准r2": .calibrationR2, "相关系数平方": .calibrationR2,
    ]

    static let sciexLong: [String: AssayColumn] = [
        "samplename": .injection, "样品名称": .injection, "样本名称": .injection, "originalfilename": .dataFile, "filename": .dataFile, "datafile": .dataFile,
        "sampleid": .sampleText, "样品编号": .sampleText, "sampletype": .sampleType, "样品类型": .sampleType, "componentname": .compound,
        "组分名称": .compound, "componenttype": .compoundType, "is": .compoundType, "isname": .internalStandard, "calculatedconcentration": .concentration,
        "calculatedconc": .concentration, "calcconc": .concentration, "计算浓度": .concentration, "concunits": .unit, "concentrationunits": .unit,
        "concunit": .unit, "concentrationunit": .unit, "units": .unit, "unit": .unit, "componentunits": .unit, "浓度单位": .unit, "area": .area,
        "peakarea": .area, "峰面积": .area, "isarea": .internalStandardArea, "ispeakarea": .internalStandardArea, "ionratio": .ionRatio,
        "actualionratio": .ionRatio, "expectedionratio": .ionRatioExpected, "retentiontime": .retentionTime, "rt": .retentionTime, "保留时间": .retentionTime,
        "expectedrt": .retentionTimeExpected, "expectedretentiontime": .retentionTimeExpected, "actualconcentration": .expected, "actualconc": .expected,
        "accuracy": .accuracy, "signal/noise": .signalToNoise, "s/n": .signalToNoise, "signaltonoise": .signalToNoise, "concentrationlevel": .level,
        "dilutionfactor": .dilution, "稀释因子": .dilution, "acquisitiondate": .acquiredAt, "acquisitiondate&time": .acquiredAt,
        "acquisitiondateandtime": .acquiredAt, "acquisitiondatetime": .acquiredAt, "acquisitiontime": .acquiredTime, "采集日期": .acquiredAt, "used": .used,
        "userecord": .used, "excluded": .excluded, "modified": .manual, "manualintegration": .manual, "batchname": .batch, "batch": .batch,
        "isrecovery": .internalStandardRecovery, "calibrationr2": .calibrationR2, "r2": .calibrationR2,
        // SCIEX OS in Chinese: 实际浓度 is the nominal one here.
        "样品名": .injection, "原始文件名": .dataFile, "原始文件名称": .dataFile, "数据文件": .dataFile, "文件名": .dataFile, "样品id": .sampleText,
        "样本编号": .sampleText, "样本类型": .sampleType, "组件名称": .compound, "成分名称": .compound, "化合物名称": .compound, "组分类型": .compoundType,
        "内标名称": .internalStandard, "内标": .compoundType, "计算的浓度": .concentration, "实际浓度": .expected, "标称浓度": .expected,
        "浓度单位(计算)": .unit, "面积": .area, "内标面积": .internalStandardArea, "内标峰面积": .internalStandardArea, "离子比": .ionRatio,
        "离子比率": .ionRatio, "离子丰度比": .ionRatio, "预期离子比": .ionRatioExpected, "预期离子比率": .ionRatioExpected,
        "预期保留时间": .retentionTimeExpected, "预期rt": .retentionTimeExpected, "准确度": .accuracy, "信噪比": .signalToNoise, "稀释系数": .dilution,
        "稀释倍数": .dilution, "采集日期和时间": .acquiredAt, "采集日期与时间": .acquiredAt, "采集日期时间": .acquiredAt, "采集时间": .acquiredAt,
        "已使用": .used, "使用": .used, "已修改": .manual,
        // In Japanese.
        "サンプル名": .injection, "サンプルタイプ": .sampleType, "サンプルid": .sampleText, "コンポーネント名": .compound, "成分名": .compound,
        "計算濃度": .concentration, "実際の濃度": .expected, "濃度単位": .unit, "ピーク面積": .area, "is面積": .internalStandardArea,
        "保持時間": .retentionTime, "イオン比": .ionRatio, "希釈係数": .dilution, "取得日時": .acquiredAt, "真度": .accuracy,
    ]

    static let sciexAnalyst: [String: AssayColumn] = [
        "samplename": .injection, "sampleid": .sampleText, "sampletype": .sampleType, "filename": .dataFile, "originalfilename": .dataFile,
        "acquisitiondate": .acquiredAt, "acquisitiondate&time": .acquiredAt, "dilutionfactor": .dilution, "analytepeakname": .compound, "analyteunits": .unit,
        "analytepeakarea": .area, "analyteconcentration": .expected, "analyteretentiontime": .retentionTime, "analyteexpectedrt": .retentionTimeExpected,
        "analytesignaltonoise": .signalToNoise, "ispeakname": .internalStandard, "ispeakarea": .internalStandardArea,
        "calculatedconcentration": .concentration, "accuracy": .accuracy, "recordmodified": .manual, "userecord": .used, "ionratio": .ionRatio,
        "setnumber": .batch, "calculatedconc": .concentration, "calcconc": .concentration, "acquisitiondatetime": .acquiredAt, "samplecomment": .status,
        "analyteionratio": .ionRatio, "expectedionratio": .ionRatioExpected,
    ]

    static let massHunterSample: [String: AssayColumn] = [
        "name": .injection, "samplename": .injection, "样品名称": .injection, "名称": .injection, "样品名": .injection, "datafile": .dataFile,
        "数据文件": .dataFile, "datendatei": .dataFile, "type": .sampleType, "类型": .sampleType, "样品类型": .sampleType, "typ": .sampleType,
        "level": .level, "级别": .level, "acqdatetime": .acquiredAt, "acqdate": .acquiredAt, "acquisitiondatetime": .acquiredAt, "采集日期时间": .acquiredAt,
        "采集时间": .acquiredAt, "dil": .dilution, "dilution": .dilution, "稀释": .dilution, "稀释倍数": .dilution, "sampleid": .sampleText, "batch": .batch,
        "样品id": .sampleText, "数据文件名": .dataFile, "水平": .level, "采集日期": .acquiredAt, "稀释因子": .dilution, "totaldil": .dilution,
        "acqdate&time": .acquiredAt, "acquisitiondate": .acquiredAt, "acqtime": .acquiredAt, "probenname": .injection, "probe": .injection,
        "probentyp": .sampleType, "stufe": .level, "erfassungsdatum": .acquiredAt, "aufnahmedatum": .acquiredAt, "erfdatumzeit": .acquiredAt,
        "erfdatum/zeit": .acquiredAt, "verd": .dilution, "verdünnung": .dilution, "nom": .injection, "nomd'échantillon": .injection,
        "échantillon": .injection, "fichierdedonnées": .dataFile, "niveau": .level, "date/heured'acq": .acquiredAt, "dateheured'acq": .acquiredAt,
        "nombre": .injection, "muestra": .injection, "archivodedatos": .dataFile, "tipo": .sampleType, "nivel": .level, "fecha/horadeadq": .acquiredAt,
        "名前": .injection, "サンプル名": .injection, "データファイル": .dataFile, "タイプ": .sampleType, "サンプルタイプ": .sampleType, "レベル": .level,
        "測定日時": .acquiredAt, "取込日時": .acquiredAt, "希釈": .dilution, "希釈率": .dilution,
    ]

    static let massHunterCompound: [String: AssayColumn] = [
        "name": .compound, "compound": .compound, "compoundname": .compound, "名称": .compound, "化合物": .compound, "rt": .retentionTimeExpected,
        "type": .compoundType, "istdcompoundname": .internalStandard, "名前": .compound, "化合物名": .compound, "化合物名称": .compound, "nom": .compound,
        "nombre": .compound, "units": .unit, "unit": .unit, "concunits": .unit, "单位": .unit,
    ]

    /// Columns of a compound's group.
    static let massHunterResult: [String: AssayColumn] = [
        "finalconc": .concentration, "finalconcentration": .concentration, "最终浓度": .concentration, "endkonz": .concentration,
        "calcconc": .undilutedConcentration, "calculatedconc": .undilutedConcentration, "计算浓度": .undilutedConcentration,
        "berkonz": .undilutedConcentration, "rt": .retentionTime, "保留时间": .retentionTime, "area": .area, "resp": .area, "response": .area, "响应": .area,
        "面积": .area, "fläche": .area, "expconc": .expected, "expectedconc": .expected, "期望浓度": .expected, "预期浓度": .expected, "accuracy": .accuracy,
        "准确度": .accuracy, "mi": .manual, "s/n": .signalToNoise, "istdresp": .internalStandardArea, "istdarea": .internalStandardArea, "units": .unit,
        "unit": .unit, "concunits": .unit, "单位": .unit, "ratio": .ionRatio, "终浓度": .concentration, "endkonzentration": .concentration,
        "endgkonz": .concentration, "concfinale": .concentration, "concentrationfinale": .concentration, "concfinal": .concentration,
        "最終濃度": .concentration, "concentraciónfinal": .concentration, "计算的浓度": .undilutedConcentration,
        "calculatedconcentration": .undilutedConcentration, "berechnetekonz": .undilutedConcentration, "berkonzentration": .undilutedConcentration,
        "conccalc": .undilutedConcentration, "concentrationcalculée": .undilutedConcentration, "計算濃度": .undilutedConcentration, "峰面积": .area,
        "peakarea": .area, "aire": .area, "área": .area, "面積": .area, "レスポンス": .area, "rép": .area, "保持時間": .retentionTime, "tr": .retentionTime,
        "erwkonz": .expected, "erwartetekonz": .expected, "concatt": .expected, "concattendue": .expected, "concesp": .expected, "予想濃度": .expected,
        "期望的浓度": .expected, "理论浓度": .expected, "genauigkeit": .accuracy, "exactitude": .accuracy, "exactitud": .accuracy, "真度": .accuracy,
        "精度": .accuracy, "信噪比": .signalToNoise, "einheiten": .unit, "einheit": .unit, "unités": .unit, "unidades": .unit, "単位": .unit,
        "内标响应": .internalStandardArea, "istd响应": .internalStandardArea, "比率": .ionRatio, "离子比": .ionRatio, "手动积分": .manual,
        "istdresponse": .internalStandardArea,
    ]

    /// One row an injection and compound, with one row of headers.
    static let massHunterLong: [String: AssayColumn] = massHunterSample.merging(massHunterResult) { first, _ in first }.merging([
        "compound": .compound, "compoundname": .compound, "targetcompound": .compound, "化合物": .compound, "化合物名称": .compound, "目标化合物": .compound,
        "analyte": .compound, "istd": .internalStandard, "istdname": .internalStandard, "istdcompound": .internalStandard, "内标": .internalStandard,
        "sampletype": .sampleType, "acqdatetime": .acquiredAt, "datafilename": .dataFile, "compoundtype": .compoundType, "probe": .injection, "qualifierratio": .ionRatio, "qvalue": .status,
    ]) { _, second in second }

    /// Columns of a qualifier's group, which belongs to the compound before it.
    static let massHunterQualifier: [String: AssayColumn] = [
        "ratio": .ionRatio, "expratio": .ionRatioExpected, "expectedratio": .ionRatioExpected, "relresp": .ionRatioExpected, "比率": .ionRatio,
        "离子比": .ionRatio, "verhältnis": .ionRatio, "rapport": .ionRatio, "比": .ionRatio,
    ]

    /// Columns of a compound's method group.
    static let massHunterMethod: [String: AssayColumn] = [
        "rt": .retentionTimeExpected, "expconc": .expected, "units": .unit, "concunits": .unit, "istdcompoundname": .internalStandard,
    ]

    static let targetLynx: [String: AssayColumn] = [
        "name": .injection, "samplename": .injection, "filename": .injection, "id": .sampleText, "sampleid": .sampleText, "sampletext": .status,
        "type": .sampleType, "sampletype": .sampleType, "rt": .retentionTime, "predrt": .retentionTimeExpected, "predictedrt": .retentionTimeExpected,
        "area": .area, "isarea": .internalStandardArea, "response": .response, "conc": .concentration, "concentration": .concentration, "实际浓度": .concentration,
        "浓度": .concentration, "测定浓度": .concentration, "analconc": .concentration, "stdconc": .expected, "理论浓度": .expected, "标准浓度": .expected,
        "acqdate": .acquiredDate, "acqtime": .acquiredTime, "detectionflags": .manual, "s/n": .signalToNoise, "%rec": .internalStandardRecovery,
        "dilutionfactor": .dilution, "ionratio": .ionRatio, "actualionratio": .ionRatio, "1ratioactual": .ionRatio, "1ratiopred": .ionRatioExpected,
        "1°ratioactual": .ionRatio, "1ºratioactual": .ionRatio, "1°ratiopred": .ionRatioExpected, "predionratio": .ionRatioExpected, "%dev": .status,
        "pgul": .concentration, "ngml": .concentration, "ngl": .concentration, "pgml": .concentration, "ugl": .concentration, "pg/ul": .concentration,
        "ng/ml": .concentration, "ng/l": .concentration, "pg/ml": .concentration, "ug/l": .concentration, "µg/l": .concentration, "μg/l": .concentration,
        "pg/µl": .concentration, "unit": .unit, "units": .unit, "concunits": .unit, "compoundname": .compound, "compound": .compound, "accuracy": .accuracy,
        "回收率": .accuracy, "primaryflags": .manual, "detflags": .manual, "1detflags": .manual, "coeffofdetermination": .calibrationR2,
        "1°ratio(actual)": .ionRatio, "1ºratio(actual)": .ionRatio, "1ratio(actual)": .ionRatio, "1°ratio(pred)": .ionRatioExpected,
        "1ºratio(pred)": .ionRatioExpected, "1ratio(pred)": .ionRatioExpected, "lod": .limitOfDetection, "loq": .limitOfQuantification,
        "样品名称": .injection, "名称": .injection, "样品名": .injection, "样品类型": .sampleType, "类型": .sampleType, "保留时间": .retentionTime,
        "面积": .area, "峰面积": .area, "内标面积": .internalStandardArea, "采集日期": .acquiredDate, "采集时间": .acquiredTime,
        "acquisitiondate": .acquiredDate, "acquisitiontime": .acquiredTime, "计算浓度": .concentration, "结果": .concentration, "实测浓度": .concentration,
        "测得浓度": .concentration, "concfinal": .concentration, "finalconc": .concentration, "标示浓度": .expected, "单位": .unit, "稀释倍数": .dilution,
        "isname": .internalStandard, "um": .concentration, "nm": .concentration, "nmol/l": .concentration, "umol/l": .concentration, "µm": .concentration,
        "μm": .concentration, "ppb": .concentration, "ppm": .concentration, "ppt": .concentration,
    ]

    /// waters_connect, Waters' newer software: one row an injection and compound.
    static let watersConnect: [String: AssayColumn] = [
        "injectionname": .injection, "samplename": .injection, "itemname": .injection, "sampledescription": .status, "sampleid": .sampleText,
        "sampletype": .sampleType, "compoundname": .compound, "componentname": .compound, "compoundtype": .compoundType, "level": .level,
        "linkedinternalstandard": .internalStandard, "expectedrt": .retentionTimeExpected, "observedrt": .retentionTime, "response": .area, "area": .area,
        "peakarea": .area, "manualchanges": .manual, "isresponse": .internalStandardArea, "isarea": .internalStandardArea, "expectedconcentration": .expected,
        "calculatedconcentration": .concentration, "concentrationunits": .unit, "concentrationunit": .unit, "units": .unit,
        "%recovery(is)": .internalStandardRecovery, "ionratios": .ionRatio, "ionratio": .ionRatio, "expectedionratios": .ionRatioExpected,
        "r2": .calibrationR2, "signaltonoise": .signalToNoise, "quantitationstatus": .status, "cumulativesamplefactor": .dilution,
        "dilutionfactor": .dilution, "acquisitiondatetime": .acquiredAt, "includedincalibration": .used,
    ]

    /// Xcalibur's Quan Browser and LCquan, and tables of TraceFinder without a column of compounds.
    static let xcalibur: [String: AssayColumn] = [
        "filename": .injection, "rawfilename": .injection, "sampletype": .sampleType, "samplename": .sampleText, "sampleid": .sampleText,
        "expamt": .expected, "theoreticalamt": .expected, "theoreticalamount": .expected, "specamt": .expected, "calcamt": .concentration,
        "calculatedamt": .concentration, "calculatedamount": .concentration, "units": .unit, "unit": .unit, "amountunits": .unit, "finalunits": .unit, "level": .level, "calibrationlevel": .level,
        "peakstatus": .status, "status": .status, "area": .area, "peakarea": .area, "istdarea": .internalStandardArea, "istdresponse": .internalStandardArea,
        "istdname": .internalStandard, "istd": .internalStandard, "rt": .retentionTime, "actualrt": .retentionTime, "expectedrt": .retentionTimeExpected, "s/n": .signalToNoise,
        "ionratio": .ionRatio, "acqdate": .acquiredAt, "acquisitiondate": .acquiredAt, "injectiontime": .acquiredAt, "dilutionfactor": .dilution, "dilfactor": .dilution,
        "excluded": .excluded, "active": .active,
    ]

    static let traceFinder: [String: AssayColumn] = [
        "compound": .compound, "compoundname": .compound, "rt": .retentionTimeExpected, "expectedrt": .retentionTimeExpected, "type": .compoundType,
        "compoundtype": .compoundType, "filename": .injection, "status": .status, "peaklabel": .peakLabel, "sampletype": .sampleType, "level": .level,
        "sampleid": .sampleText, "samplename": .sampleText, "area": .area, "actualrt": .retentionTime, "calculatedamt": .concentration,
        "calculatedamount": .concentration, "calcamt": .concentration, "theoreticalamt": .expected, "theoreticalamount": .expected,
        "istdresponse": .internalStandardArea, "integrationmode": .manual, "active": .active, "excluded": .excluded, "finalunits": .unit, "units": .unit,
        "s/n": .signalToNoise, "ionratio": .ionRatio, "dilutionfactor": .dilution, "acquisitiondate": .acquiredAt, "acqdate": .acquiredAt,
        "injectiontime": .acquiredAt, "batch": .batch, "batchname": .batch, "amount": .concentration, "finalamt": .concentration,
        "calculatedconc": .concentration, "calcconc": .concentration, "expectedamt": .expected, "theoreticalconc": .expected, "specamt": .expected,
        "amountunits": .unit, "unit": .unit, "isresponse": .internalStandardArea, "istdarea": .internalStandardArea, "acquisitiondatetime": .acquiredAt,
        "acquisitiontime": .acquiredAt, "rawfilename": .injection, "rawfile": .injection, "istdname": .internalStandard, "istd": .internalStandard,
        "peakarea": .area, "measuredrt": .retentionTime, "化合物": .compound, "化合物名称": .compound, "文件名": .injection, "样品类型": .sampleType,
        "样品名称": .sampleText, "样品id": .sampleText, "级别": .level, "面积": .area, "峰面积": .area, "实际rt": .retentionTime,
        "实际保留时间": .retentionTime, "保留时间": .retentionTimeExpected, "计算量": .concentration, "计算含量": .concentration, "计算浓度": .concentration,
        "理论量": .expected, "理论含量": .expected, "理论浓度": .expected, "单位": .unit, "状态": .status, "峰标签": .peakLabel, "离子比": .ionRatio,
        "berechnetemenge": .concentration, "theoretischemenge": .expected, "verbindung": .compound, "dateiname": .injection, "probentyp": .sampleType,
        "fläche": .area,
    ]

    static let labSolutions: [String: AssayColumn] = [
        "name": .compound, "type": .compoundType, "rettime": .retentionTime, "area": .area, "conc": .concentration, "mode": .manual,
        "stdrettime": .retentionTimeExpected, "refionsetratio": .ionRatioExpected, "refionratio": .ionRatio, "refion1setratio": .ionRatioExpected,
        "refion1ratio": .ionRatio, "s/n": .signalToNoise, "unit": .unit, "units": .unit, "rt": .retentionTime, "istdarea": .internalStandardArea,
        "rtime": .retentionTime, "concunit": .unit, "名称": .compound, "化合物名": .compound, "化合物名称": .compound, "类型": .compoundType,
        "保留时间": .retentionTime, "面积": .area, "峰面积": .area, "浓度": .concentration, "单位": .unit, "浓度单位": .unit, "模式": .manual,
        "标准保留时间": .retentionTimeExpected, "内标面积": .internalStandardArea, "信噪比": .signalToNoise, "名前": .compound, "保持時間": .retentionTime,
        "面積": .area, "濃度": .concentration, "単位": .unit, "タイプ": .compoundType, "標準保持時間": .retentionTimeExpected, "nombre": .compound,
        "tret": .retentionTime, "tiempodret": .retentionTime, "tiemporet": .retentionTime, "área": .area, "unidad": .unit, "tipo": .compoundType,
        "retzeit": .retentionTime, "rzeit": .retentionTime, "fläche": .area, "konz": .concentration, "einheit": .unit, "typ": .compoundType, "nom": .compound,
        "tr": .retentionTime, "surface": .area, "aire": .area, "unité": .unit,
    ]

    /// The tables of LabSolutions Insight and of the browsers: one row an injection, the compound above or in a column.
    static let labSolutionsBrowser: [String: AssayColumn] = [
        "datafilename": .dataFile, "filename": .dataFile, "数据文件名": .dataFile, "数据文件": .dataFile, "数据文件名称": .dataFile,
        "データファイル名": .dataFile, "datendatei": .dataFile, "dateiname": .dataFile, "archivodedatos": .dataFile, "nombredearchivodedatos": .dataFile,
        "nomdufichier": .dataFile, "samplename": .injection, "样品名": .injection, "样品名称": .injection, "サンプル名": .injection, "試料名": .injection,
        "probenname": .injection, "nombredemuestra": .injection, "sampleid": .sampleText, "样品id": .sampleText, "样品编号": .sampleText,
        "サンプルid": .sampleText, "probenid": .sampleText, "sampletype": .sampleType, "样品类型": .sampleType, "サンプルタイプ": .sampleType,
        "サンプル種別": .sampleType, "probentyp": .sampleType, "tipodemuestra": .sampleType, "compound": .compound, "compoundname": .compound,
        "化合物": .compound, "化合物名": .compound, "化合物名称": .compound, "type": .compoundType, "类型": .compoundType, "level": .level, "level#": .level,
        "级别": .level, "级别#": .level, "レベル": .level, "rettime": .retentionTime, "rt": .retentionTime, "保留时间": .retentionTime,
        "保持時間": .retentionTime, "retzeit": .retentionTime, "area": .area, "面积": .area, "峰面积": .area, "面積": .area, "fläche": .area, "área": .area,
        "istdarea": .internalStandardArea, "内标面积": .internalStandardArea, "istd面积": .internalStandardArea, "istd面積": .internalStandardArea,
        "istdname": .internalStandard, "内标名称": .internalStandard, "conc": .concentration, "浓度": .concentration, "濃度": .concentration,
        "konz": .concentration, "unit": .unit, "units": .unit, "concunit": .unit, "单位": .unit, "浓度单位": .unit, "単位": .unit, "einheit": .unit,
        "stdconc": .expected, "标准浓度": .expected, "標準濃度": .expected, "accuracy": .accuracy, "准确度": .accuracy, "精度": .accuracy,
        "s/n": .signalToNoise, "信噪比": .signalToNoise, "dateacquired": .acquiredAt, "acquired": .acquiredAt, "acquisitiondate": .acquiredAt,
        "采集日期": .acquiredAt, "采集时间": .acquiredAt, "分析日期": .acquiredAt, "測定日時": .acquiredAt, "分析日時": .acquiredAt,
        "dilutionfactor": .dilution, "稀释因子": .dilution, "稀释倍数": .dilution, "稀释系数": .dilution, "希釈率": .dilution, "ref1actual%": .ionRatio,
        "ref1act%": .ionRatio, "ref1actualratio": .ionRatio, "ref1ratio": .ionRatio, "ref1setratio": .ionRatioExpected, "ref1set%": .ionRatioExpected,
        "stdrettime": .retentionTimeExpected, "excluded": .excluded,
    ]

    static let skyline: [String: AssayColumn] = [
        "molecule": .compound, "moleculename": .compound, "peptide": .compound, "peptidemodifiedsequence": .compound, "precursorname": .compound,
        "replicate": .injection, "replicatename": .injection, "filename": .dataFile, "sampletype": .sampleType, "quantification": .concentration,
        "calculatedconcentration": .concentration, "explicitanalyteconcentration": .expected, "analyteconcentration": .expected, "totalarea": .area,
        "totalareams1": .status, "area": .area, "normalizedarea": .status, "excludefromcalibration": .excluded, "accuracy": .accuracy,
        "retentiontime": .retentionTime, "bestretentiontime": .retentionTime, "peptideretentiontime": .retentionTime, "moleculeretentiontime": .retentionTime,
        "explicitretentiontime": .retentionTimeExpected, "acquiredtime": .acquiredAt, "standardtype": .compoundType, "batchname": .batch,
        "sampledilutionfactor": .dilution, "concentrationunits": .unit, "units": .unit, "分子": .compound, "分子名称": .compound, "肽段": .compound,
        "重复测定": .injection, "重复测定名称": .injection, "重复": .injection, "文件名": .dataFile, "样品类型": .sampleType, "定量": .concentration,
        "计算浓度": .concentration, "显式分析物浓度": .expected, "分析物浓度": .expected, "总面积": .area, "从校准中排除": .excluded, "准确度": .accuracy,
        "保留时间": .retentionTime, "分子保留时间": .retentionTime, "分子名": .compound, "ペプチド": .compound, "反復測定名": .injection,
        "反復測定": .injection, "ファイル名": .dataFile, "サンプルタイプ": .sampleType, "精度": .accuracy, "quantificationunits": .unit,
        "quantificationmessage": .status, "fileacquiredtime": .acquiredAt, "replicateacquiredtime": .acquiredAt,
    ]

    /// Columns of a wide table that are no analytes.
    static let wideTable: [String: AssayColumn] = [
        "sampleid": .sampleText, "sample": .sampleText, "samplename": .sampleText, "sampleno": .sampleText, "样本编号": .sampleText, "样品编号": .sampleText,
        "样品名称": .sampleText, "样品号": .sampleText, "样本号": .sampleText, "编号": .sampleText, "name": .sampleText, "injection": .injection,
        "进样名称": .injection, "filename": .dataFile, "datafile": .dataFile, "sampletype": .sampleType, "type": .sampleType, "样品类型": .sampleType,
        "样本类型": .sampleType, "batch": .batch, "批次": .batch, "批号": .batch, "unit": .unit, "units": .unit, "单位": .unit, "分析时间": .acquiredAt,
        "检测时间": .acquiredAt, "analysedat": .acquiredAt, "dilution": .dilution, "稀释倍数": .dilution, "样品id": .sampleText, "样本id": .sampleText,
        "样号": .sampleText, "样品代码": .sampleText, "样品编码": .sampleText, "样本编码": .sampleText, "样本名称": .sampleText, "样品": .sampleText,
        "样本": .sampleText, "实验室编号": .sampleText, "检测编号": .sampleText, "实验编号": .sampleText, "送检编号": .sampleText, "检材编号": .sampleText,
        "瓶号": .sampleText, "采样瓶编号": .sampleText, "samplecode": .sampleText, "sample#": .sampleText, "samplenumber": .sampleText,
        "samplenr": .sampleText, "labid": .sampleText, "specimenid": .sampleText, "probe": .sampleText, "probennummer": .sampleText,
        "injectionname": .injection, "样本性质": .sampleType, "sampleclass": .sampleType, "分析日期": .acquiredAt, "检测日期": .acquiredAt,
        "analysisdate": .acquiredAt, "浓度单位": .unit, "dilutionfactor": .dilution,
    ]
}
